// Search and commands (⌘K). The server answers with options; this moves among them.
import { text, announce } from "./texts.js";
import { composing } from "./ime.js";
import { pickedOptions } from "./picked.js";

const dialog = document.getElementById("palette");
const input = dialog?.querySelector("input");
const list = document.getElementById("palette-list");
const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
const chosen = () => list.querySelector("[aria-selected=true]");

let answered = null; // the words the options shown belong to
let asked = null;
let waiting = null; // an Enter that came before its options

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  input.setAttribute("aria-activedescendant", option?.id ?? "");
  option?.scrollIntoView({ block: "nearest" });
}

function open(command) {
  const option = chosen();
  if (!option) return;
  if (command && option.href) return void window.open(option.href);
  dialog.close();
  option.click();
}

function moved(event) {
  if (composing(event) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const all = options();
  choose(all.at((all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1)) % all.length));
}

function entered(event) {
  event.preventDefault();
  if (answered === input.value) open(event.detail.command);
  else waiting = event.detail;
}

if (dialog) {
  dialog.addEventListener("shown", () => input.select());
  dialog.addEventListener("close", () => (waiting = null));
  input.addEventListener("keydown", moved);
  input.addEventListener("enter", entered);
  input.addEventListener("input", () => (waiting = null));
  input.addEventListener("htmx:beforeRequest", () => (asked = input.value));
  list.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== list) return;
    answered = asked;
    const picked = pickedOptions(answered ?? "");
    if (picked) {
      if (!list.querySelector("[href]")) list.replaceChildren();
      list.prepend(picked);
    }
    choose(options()[0]);
    announce(text("found", { n: options().length }));
    if (waiting && answered === input.value) open(waiting.command);
  });
  list.addEventListener("click", (event) => event.target.closest("[role=option]") && dialog.close());
}
