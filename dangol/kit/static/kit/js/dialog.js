// Dialogs and the side panel. The browser keeps the focus inside and gives it back on closing.
import { mayLeave } from "./guard.js";
import { send } from "./send.js";

export function show(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new Event("shown"));
}

/** Close, unless that would lose what was typed and the person would rather not. */
function shut(dialog) {
  if (dialog && mayLeave(dialog)) dialog.close();
}

let pressed = null; // a press that began inside and ended on the backdrop closes nothing
document.addEventListener("pointerdown", (event) => (pressed = event.target));

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  const dialog = opener && document.getElementById(opener.dataset.open);
  if (dialog) {
    event.preventDefault();
    show(dialog);
  }
  if (event.target.closest("[data-close]")) shut(event.target.closest("dialog"));
  if (event.target.nodeName === "DIALOG" && pressed === event.target) shut(event.target);
});

document.addEventListener("cancel", (event) => {
  if (event.target.nodeName === "DIALOG" && !mayLeave(event.target)) event.preventDefault();
}, true);

let menu = null; // the panel's link stood in it, and it has closed: the focus goes back to its button
document.addEventListener("close", ({ target }) => {
  const at = document.activeElement; // still within, where the browser found nothing to give it to
  if (target.id === "panel" && (at === document.body || target.contains(at))) menu?.focus();
}, true);

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-panel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  menu = link.closest("details")?.querySelector("summary");
  send("GET", link.href ?? link.dataset.panel, { target: "#panel", swap: "innerHTML" });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "panel" || event.detail.target.open) return;
  show(event.detail.target);
  event.detail.target.querySelector(".body :is(input, select, textarea):not([type=hidden])")?.focus();
});

// `HX-Trigger: done`: what the dialog was for has happened
document.addEventListener("done", (event) => {
  (event.target.closest?.("dialog") ?? document.querySelector("dialog[open]"))?.close();
});
