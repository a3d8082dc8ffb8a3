// A table cell corrected where it stands: td[data-edit="field"][data-url].
//
// When the cell is focused an empty, invisible editor already has the caret, so that the first
// Hangul syllable is composed inside it ("한글" must not become "gㅏㄴ글"). Typing shows it.
import { save } from "./cell.js";
import { composing } from "./ime.js";

const shownText = (cell) => cell.dataset.value ?? cell.textContent.trim();

function editorOf(cell) {
  const options = document.getElementById(cell.dataset.options)?.content.firstElementChild;
  const editor = options?.cloneNode(true) ?? document.createElement("input");
  editor.classList.add("input", "sm", "editor");
  const head = cell.closest("table").rows[0].cells[cell.cellIndex].textContent.trim();
  editor.setAttribute("aria-label", `${head}: ${shownText(cell)}`);
  if (options) editor.value = cell.dataset.value ?? "";
  else editor.classList.add("idle");
  return editor;
}

function close(cell) {
  const editor = cell.querySelector(".editor");
  editor.readOnly = true; // so that its removal, a blur, saves nothing
  editor.remove();
  cell.tabIndex = 0;
}

function reveal(editor, value = null) {
  editor.classList.remove("idle");
  if (value === null) return;
  editor.value = value;
  editor.select();
}

function commit(cell, editor, stay) {
  if (editor.readOnly || editor.classList.contains("idle")) return;
  if (editor.value !== shownText(cell)) return void save(cell, editor, { stay });
  close(cell);
  if (stay) cell.focus();
}

function start(cell) {
  const editor = editorOf(cell);
  const idle = () => editor.classList.contains("idle");
  cell.tabIndex = -1;
  cell.append(editor);
  editor.focus();
  editor.addEventListener("input", () => reveal(editor));
  editor.addEventListener("compositionstart", () => reveal(editor));
  editor.addEventListener("dblclick", () => idle() && reveal(editor, shownText(cell)));
  editor.addEventListener("change", () => editor.nodeName === "SELECT" && commit(cell, editor, true));
  editor.addEventListener("blur", () => (idle() ? close(cell) : commit(cell, editor, false)));
  editor.addEventListener("enter", (event) => {
    event.preventDefault();
    if (idle()) reveal(editor, shownText(cell));
    else commit(cell, editor, true);
  });
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || composing(event)) return;
    close(cell);
    cell.closest("tr").querySelector("[data-open-row]")?.focus();
  });
}

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("td[data-edit]") && !target.querySelector(".editor")) start(target);
});
