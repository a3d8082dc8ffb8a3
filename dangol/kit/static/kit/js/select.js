// Rows of a list: header box, Shift range, "all that match", a live count for the bulk bar.
import { announce, text } from "./texts.js";

const last = new WeakMap(); // list → the box touched before
const boxes = (list) => [...list.querySelectorAll("tbody .pick input")];

function choose(list, box, shift) {
  const all = boxes(list);
  if (box.closest("thead")) all.forEach((each) => (each.checked = box.checked));
  else if (shift && all.includes(last.get(list))) {
    const [from, to] = [all.indexOf(last.get(list)), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((each) => (each.checked = box.checked));
  }
  if (!box.closest("thead")) last.set(list, box);
}

function count(list, everything = false) {
  const all = boxes(list);
  const picked = all.filter((box) => box.checked).length;
  const head = list.querySelector("thead .pick input");
  if (head) {
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  const total = Number(list.dataset.total ?? 0);
  const flag = list.querySelector("input[name=all]");
  if (flag) flag.value = everything ? "1" : "";
  const more = list.querySelector("[data-pick-all]");
  if (more) more.hidden = everything || !head?.checked || total <= all.length;
  const n = (everything ? total : picked).toLocaleString("ko");
  const said = (list.dataset.unit ?? text("picked")).replace("{n}", n);
  list.querySelectorAll("[data-picked]").forEach((element) => (element.textContent = said));
  return said;
}

document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list) return;
  const box = event.target.closest(".pick input");
  if (box) {
    choose(list, box, event.shiftKey);
    announce(count(list));
  } else if (event.target.closest("[data-pick-all]")) announce(count(list, true));
  else if (event.target.closest("[data-unpick]")) {
    boxes(list).forEach((each) => (each.checked = false));
    announce(count(list));
  }
});

const countAll = (inside) => inside.querySelectorAll("[data-list]").forEach((list) => count(list));
document.addEventListener("htmx:afterSettle", () => countAll(document));
window.addEventListener("pageshow", () => countAll(document));
countAll(document);
