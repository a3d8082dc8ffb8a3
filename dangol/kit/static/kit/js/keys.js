// Keys. Letters by event.code, so they also work in 한글 mode; only outside fields; data-keys="off" ends them.
import { show } from "./dialog.js";
import { composing } from "./ime.js";

const mac = navigator.platform.startsWith("Mac");
const $ = (selector) => document.querySelector(selector);
if (!mac) document.querySelectorAll("kbd[data-mod]").forEach((kbd) => (kbd.textContent = `Ctrl ${kbd.dataset.mod}`));

const rows = () => [...document.querySelectorAll("#main [data-row]")];
const here = () => $("#main [data-row][data-cursor]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.min(Math.max(all.indexOf(here()) + step, 0), all.length - 1)];
  here()?.removeAttribute("data-cursor");
  next.dataset.cursor = "";
  next.querySelector("[data-open-row]")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

function pick(shiftKey) {
  const box = here()?.querySelector(".pick input");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
}

function edit() {
  const cell = here()?.querySelector("td[data-edit]");
  if (cell) cell.focus();
  else $('#main [data-key="e"], .top [data-key="e"]')?.click();
}

const LETTERS = { KeyJ: () => move(1), KeyK: () => move(-1), KeyX: (event) => pick(event.shiftKey), KeyE: edit };

let going = 0; // when g was pressed
function letter(event) {
  const name = event.code.replace(/^(Key|Digit)/, "").toLowerCase();
  if (Date.now() - going < 1500) {
    going = 0;
    return $(`.side a[data-key="${name}"]`)?.click();
  }
  if (event.code === "KeyG") return (going = Date.now());
  if (LETTERS[event.code]) return LETTERS[event.code](event);
  return $(`#main [data-key="${name}"], .top [data-key="${name}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  if (event.code === "KeyK" && (mac ? event.metaKey : event.ctrlKey)) {
    event.preventDefault();
    return show($("#palette"));
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") || $("dialog[open]")) return;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) show($("#keys-help"));
  else if (event.code === "Slash" || event.key === "/") show($("#palette"));
  else if (/^(Key[A-Z]|Digit[1-9])$/.test(event.code)) letter(event);
  else return;
  event.preventDefault();
});

// Ctrl Enter sends the form the field is in
document.addEventListener("enter", (event) => {
  if (!event.detail.command || event.defaultPrevented || !event.target.form) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
