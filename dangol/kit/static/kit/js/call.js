// <textarea data-call="URL">: @이름 offers colleagues; arrows choose, Enter or Tab takes, Escape closes.
import { composing } from "./ime.js";

let list = null;
let field = null;

const wordOf = (box) => /(?:^|[\s(])@([\p{L}\p{N}.]{0,20})$/u.exec(box.value.slice(0, box.selectionStart))?.[1];
const options = () => [...(list?.querySelectorAll("[role=option]:not([aria-disabled])") ?? [])];
const chosen = () => list?.querySelector("[aria-selected=true]");

function close() {
  list?.remove();
  list = field = null;
}

function choose(option) {
  chosen()?.removeAttribute("aria-selected");
  option?.setAttribute("aria-selected", "true");
}

async function offer(box) {
  const word = wordOf(box);
  if (word === undefined) return close();
  const answer = await fetch(`${box.dataset.call}?q=${encodeURIComponent(word)}`);
  if (!answer.ok || answer.redirected || wordOf(box) !== word) return;
  if (!list) {
    list = Object.assign(document.createElement("div"), { className: "menu callable" });
    list.setAttribute("role", "listbox");
    box.after(list);
  }
  field = box;
  list.innerHTML = await answer.text();
  if (!list.children.length) return close();
  choose(options()[0]);
}

function take(option) {
  const start = field.selectionStart - wordOf(field).length;
  field.setRangeText(`${option.dataset.name} `, start, field.selectionStart, "end");
  field.focus();
  close();
}

document.addEventListener("input", (event) => event.target.dataset?.call && offer(event.target));
document.addEventListener("focusout", (event) => event.target === field && setTimeout(close, 200));
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".callable [role=option]:not([aria-disabled])");
  if (!option) return;
  event.preventDefault();
  take(option);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!list || event.target !== field || composing(event)) return;
    const all = options();
    if (event.key === "Escape") close();
    else if (["Enter", "Tab"].includes(event.key) && chosen()) take(chosen());
    else if (["ArrowDown", "ArrowUp"].includes(event.key))
      choose(all.at((all.indexOf(chosen()) + (event.key === "ArrowDown" ? 1 : -1)) % all.length));
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
