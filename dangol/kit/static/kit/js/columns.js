// Column chooser: drag a line, or ↑ ↓ on its grip. The order of the lines is what is sent.
import { announce, text } from "./texts.js";

const lineOf = (target) => target.closest?.("[data-columns] li");

document.addEventListener("keydown", (event) => {
  const line = event.target.matches?.(".grip") ? lineOf(event.target) : null;
  const next = { ArrowUp: line?.previousElementSibling, ArrowDown: line?.nextElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  if (event.key === "ArrowUp") next.before(line);
  else next.after(line);
  event.target.focus();
  const n = [...line.parentElement.children].indexOf(line) + 1;
  announce(text("moved", { name: line.textContent.trim(), n }));
});

let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = lineOf(event.target);
  dragged?.classList.add("dragging");
});
document.addEventListener("dragover", (event) => {
  const over = lineOf(event.target);
  if (!dragged || !over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});
document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  dragged = null;
});
