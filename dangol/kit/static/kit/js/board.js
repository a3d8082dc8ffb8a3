// Cards that move between columns: by dragging, and by Alt + arrow keys. The answer is the board anew.
import { send } from "./send.js";

let dragged = null;
let line = Promise.resolve(); // one move after the other, or an older board might come last

function move(card, column) {
  const board = card.closest("[data-board]");
  const from = card.closest("[data-column]");
  if (!board || !column || column === from) return;
  const values = { board: "1", to: column.dataset.column, seen_in: from.dataset.column };
  const filters = document.querySelector("#board-filters");
  if (filters) new FormData(filters).forEach((value, name) => (values[name] = value));
  const url = card.dataset.url;
  line = line
    .then(() => send("POST", url, { target: `#${board.id}`, swap: "outerHTML", values }))
    .catch(() => {}) // said by request.js
    .then(() => document.querySelector(`[data-card][data-url="${url}"]`)?.focus());
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.("[data-board] [data-card]");
  if (!card) return;
  dragged = card;
  card.classList.add("dragging");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.url);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("dragging");
  document.querySelectorAll("[data-column].over").forEach((each) => each.classList.remove("over"));
  dragged = null;
});

document.addEventListener("dragover", (event) => {
  const column = dragged && event.target.closest?.("[data-column]");
  if (!column) return;
  event.preventDefault();
  document.querySelectorAll("[data-column].over").forEach((each) => each.classList.remove("over"));
  column.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const column = dragged && event.target.closest?.("[data-column]");
  if (!column) return;
  event.preventDefault();
  move(dragged, column);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const card = event.altKey && step && event.target.closest("[data-board] [data-card]");
  if (!card) return;
  event.preventDefault();
  const columns = [...card.closest("[data-board]").querySelectorAll("[data-column]")];
  move(card, columns[columns.indexOf(card.closest("[data-column]")) + step]);
});
