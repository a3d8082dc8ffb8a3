// Menus under a button (<details class="drop">): close on a click elsewhere, Escape, or a choice.
import { composing } from "./ime.js";

const close = (keep) => document.querySelectorAll("details.drop[open]").forEach((drop) => {
  if (drop !== keep) drop.open = false;
});

document.addEventListener("click", (event) => {
  const drop = event.target.closest("details.drop");
  const chosen = drop && event.target.closest(".menu :is(a, button):not(.grip)");
  close(chosen ? null : drop);
});

document.addEventListener("keydown", (event) => {
  const drop = event.target.closest?.("details.drop[open]");
  if (!drop || composing(event)) return;
  if (event.key === "Escape") {
    drop.open = false;
    drop.querySelector("summary").focus();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !event.target.matches(".grip")) {
    event.preventDefault();
    const items = [...drop.querySelectorAll(".menu :is(a, button, input):not(.grip, [type=hidden])")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const now = items.indexOf(document.activeElement);
    items.at(now < 0 && step < 0 ? -1 : (now + step) % items.length)?.focus();
  }
});
