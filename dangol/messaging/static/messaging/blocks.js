// The block editor: add, copy, move (drag, Alt ↑ ↓, buttons), remove; the order in the page is what is sent.
import { announce, text } from "../kit/js/texts.js";

const editor = document.querySelector("[data-block-editor]");
const list = editor.querySelector("[data-blocks]");
const blockOf = (target) => target.closest?.("[data-block]");
const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
const fresh = () => `b${crypto.getRandomValues(new Uint32Array(1))[0].toString(36)}`;

/** Give every name, id and label of a block another id. */
function renamed(block, from) {
  const to = fresh();
  block.dataset.blockId = to;
  for (const element of block.querySelectorAll("*")) {
    for (const key of ["name", "id", "for"]) {
      const value = element.getAttribute(key);
      if (value?.startsWith(from)) element.setAttribute(key, to + value.slice(from.length));
    }
  }
  block.querySelector("input[name=block]").value = to;
  return block;
}

function place(block, after) {
  if (after) after.after(block);
  else list.append(block);
  changed();
  block.scrollIntoView({ block: "nearest" });
  block.querySelector("[contenteditable], .block-body input:not([type=hidden], .vh), select")?.focus();
  announce(text("moved", { name: block.dataset.label, n: [...list.children].indexOf(block) + 1 }));
}

function add(kind) {
  const template = editor.querySelector(`template[data-block-template="${kind}"]`);
  const block = renamed(template.content.firstElementChild.cloneNode(true), "__id__");
  const footer = list.lastElementChild?.dataset.block === "footer" ? list.lastElementChild : null;
  place(block, current?.isConnected ? current : footer?.previousElementSibling);
  if (!current && footer && block.previousElementSibling === footer) footer.before(block);
}

function move(block, step) {
  const other = step < 0 ? block.previousElementSibling : block.nextElementSibling;
  if (!other) return;
  const focused = document.activeElement;
  if (step < 0) other.before(block);
  else other.after(block);
  focused.focus();
  changed();
  announce(text("moved", { name: block.dataset.label, n: [...list.children].indexOf(block) + 1 }));
}

function copy(block) {
  const made = block.cloneNode(true);
  block.querySelectorAll("input, select, textarea").forEach((field, n) => {
    const twin = made.querySelectorAll("input, select, textarea")[n];
    if (field.type === "checkbox") twin.checked = field.checked;
    else if (field.type !== "file") twin.value = field.value;
  });
  place(renamed(made, block.dataset.blockId), block);
}

function remove(block) {
  const next = block.nextElementSibling ?? block.previousElementSibling;
  block.remove();
  current = null;
  changed();
  (next?.querySelector("[data-block-act]") ?? editor.querySelector("[data-add-block]")).focus();
}

const ACTS = { up: (block) => move(block, -1), down: (block) => move(block, 1), copy, remove };

let current = null; // the block worked in last: a new one comes behind it
document.addEventListener("focusin", (event) => (current = blockOf(event.target) ?? current));

editor.addEventListener("click", (event) => {
  const adds = event.target.closest("[data-add-block]");
  if (adds) return add(adds.dataset.addBlock);
  const act = event.target.closest("[data-block-act]");
  if (act) ACTS[act.dataset.blockAct](blockOf(act));
});

editor.addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!event.altKey || !step || event.isComposing || !blockOf(event.target)) return;
  event.preventDefault();
  move(blockOf(event.target), step);
});

// Only the grip drags, so that text in a block can still be chosen with the mouse
let dragged = null;
editor.addEventListener("pointerdown", (event) => {
  const block = event.target.closest("[data-grip]") && blockOf(event.target);
  if (block) block.draggable = true;
});
editor.addEventListener("dragstart", (event) => {
  dragged = event.target.matches?.("[data-block]") ? event.target : null;
  dragged?.classList.add("dragging");
});
editor.addEventListener("dragover", (event) => {
  const over = dragged && blockOf(event.target);
  if (!over) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged);
  else over.after(dragged);
});
editor.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("dragging");
  dragged.draggable = false;
  dragged = null;
  changed();
});

function show(picture, { hash = "", url = "" }) {
  const image = picture.querySelector(".picture-shown");
  picture.querySelector("input[type=hidden]").value = hash;
  image.hidden = !url;
  if (url) image.src = url;
  picture.querySelector("[data-picture-clear]").hidden = !hash;
  changed();
}

editor.addEventListener("change", async (event) => {
  if (!event.target.matches("[data-picture-file]") || !event.target.files.length) return;
  const picture = event.target.closest("[data-picture]");
  const said = picture.querySelector("[data-picture-error]");
  const body = new FormData();
  body.append("file", event.target.files[0]);
  body.append("csrfmiddlewaretoken", editor.closest("form").elements.csrfmiddlewaretoken.value);
  said.textContent = "";
  try {
    const answer = await fetch(editor.dataset.pictureUrl, { method: "POST", body });
    const found = await answer.json();
    if (answer.ok) show(picture, found);
    else said.textContent = found.message;
  } catch {
    said.textContent = text("error-network");
  }
  event.target.value = "";
});

editor.addEventListener("click", (event) => {
  if (event.target.closest("[data-picture-clear]")) show(event.target.closest("[data-picture]"), {});
});
