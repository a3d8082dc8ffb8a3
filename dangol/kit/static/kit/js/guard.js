// <form data-guard>: what was typed and not saved is not lost without asking.
import { signedOut } from "./request.js";
import { text } from "./texts.js";

const dirty = new Set();
export const unsaved = (inside) => [...dirty].filter((form) => form.isConnected && inside.contains(form));

/** True when nothing unsaved is inside, or the person lets it go. */
export function mayLeave(inside) {
  const forms = unsaved(inside);
  if (forms.length && !confirm(text("leave"))) return false;
  forms.forEach((form) => dirty.delete(form));
  return true;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) dirty.add(form);
});
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("hx-post")) dirty.delete(event.target);
});
// Before HX-Redirect leaves the page. Only the form itself or a button in it saves; a field that looks
// something up does not, nor does an answer that is the sign-in page.
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (elt.matches("form, button") && xhr.status < 300 && !signedOut(xhr)) dirty.delete(elt.closest("form"));
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if ([409, 422].includes(detail.xhr?.status)) detail.target.querySelectorAll("form[data-guard]").forEach((form) => dirty.add(form));
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved(document).length) event.preventDefault();
});
