// <form data-draft="KEY">: what is typed stays in this browser until it was sent. The id of what is sent
// (`source`, or the field data-draft-id names) is kept with it: sent twice it is one, and found on the page
// it has arrived.
import { signedOut } from "./request.js";
import { text } from "./texts.js";

const LIFE = 7 * 86_400_000;
const place = (form) => `dangol-draft:${form.dataset.draft}`;
const words = (form) => form.querySelector("textarea[name=text]");
const id = (form) => form.elements[form.dataset.draftId || "source"];

function read(form) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(form)));
    return kept && Date.now() - kept.at < LIFE ? kept : null;
  } catch {
    return null;
  }
}
function keep(form) {
  const said = words(form).value;
  try {
    if (!said.trim()) return localStorage.removeItem(place(form));
    localStorage.setItem(place(form), JSON.stringify({ text: said, id: id(form).value, at: Date.now() }));
  } catch { /* no room, or a private window */ }
}
function forget(form) {
  localStorage.removeItem(place(form));
  form.querySelector("[data-draft-told]")?.remove();
}
function restore(form) {
  const kept = read(form);
  if (!kept || words(form).value) return;
  if (document.querySelector(`[data-source="${CSS.escape(kept.id)}"]`)) return forget(form);
  words(form).value = kept.text;
  id(form).value = kept.id;
  const told = Object.assign(document.createElement("p"), { className: "row tiny mute", role: "status" });
  told.dataset.draftTold = "";
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "btn ghost sm" });
  drop.textContent = text("draft-drop");
  drop.addEventListener("click", () => {
    words(form).value = "";
    forget(form);
    words(form).focus();
  });
  told.append(text("draft"), drop);
  words(form).after(told);
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest?.("form[data-draft]");
  if (form && target === words(form)) keep(form);
});
// sent in the background: taken, it is no draft any more
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt, xhr } }) => {
  if (elt.matches("form[data-draft]") && xhr.status < 300 && !signedOut(xhr)) forget(elt);
});
const restoreIn = (tree) => tree.querySelectorAll?.("form[data-draft]").forEach(restore);
document.addEventListener("htmx:afterSettle", () => restoreIn(document));
restoreIn(document);
