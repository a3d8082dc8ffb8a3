// What happens around htmx requests: busy buttons, errors in words, focus and announcements.
import { announce, text } from "./texts.js";
import { toast } from "./toast.js";

const submitter = (event) => event.detail.requestConfig?.triggeringEvent?.submitter;

document.addEventListener("htmx:beforeRequest", (event) => submitter(event)?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => submitter(event)?.removeAttribute("aria-busy"));

// A plain form is sent once, however often its button is pressed
const sent = new WeakMap();
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  if (Date.now() - (sent.get(event.target) ?? 0) < 2000) event.preventDefault();
  else sent.set(event.target, Date.now());
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  toast(text(`error-${status}`) || text("error-500"), { bad: true });
});
document.addEventListener("htmx:sendError", () => toast(text("error-network"), { bad: true }));

// Signed out meanwhile: the answer is the sign-in page, which must not land inside this one. A person's
// act leads there; what the page asks by itself (polls, refreshes) just stops, or it would reload for ever.
export const signedOut = ({ responseURL }) => Boolean(responseURL) && new URL(responseURL).pathname.includes("/login/");

const ACTS = ["click", "submit", "change", "input", "enter"];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!signedOut(detail.xhr)) return;
  if (detail.requestConfig.boosted || location.pathname.includes("/login/")) return;
  detail.shouldSwap = false;
  if (ACTS.includes(detail.requestConfig.triggeringEvent?.type)) location.reload();
});

// A side panel's form on a page of its own is answered where it stands, not in a panel over itself
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt.closest("#main form[hx-target='#panel']");
  if (form && detail.target.id === "panel") detail.target = form.parentElement;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce);
  if (event.detail.requestConfig?.verb !== "get") part.querySelector("[aria-invalid=true]")?.focus();
});

// What the page asks by itself (progress, the bell) does not keep an idle person signed in
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const trigger = detail.triggeringEvent?.type;
  if (!trigger || trigger === "refresh") detail.headers["X-Passive"] = "1";
});

// A page that came back with errors begins at the first of them
document.querySelector("#main form[method=post] [aria-invalid=true]")?.focus();
