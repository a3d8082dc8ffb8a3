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

// Signed out meanwhile: the answer is the sign-in page, which must not land inside this one
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!/\/login\//.test(new URL(event.detail.xhr.responseURL || location.href).pathname)) return;
  if (event.detail.requestConfig.boosted || location.pathname.includes("/login/")) return;
  event.detail.shouldSwap = false;
  location.reload();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  const said = part.matches("[data-announce]") ? part : part.querySelector("[data-announce]");
  if (said) announce(said.dataset.announce);
  if (event.detail.requestConfig?.verb !== "get") part.querySelector("[aria-invalid=true]")?.focus();
});
