// <c-files>: the picked files with their sizes, each with a way to leave it out.
import { sized, text } from "./texts.js";

const kept = new WeakMap(); // input -> files; picking again adds where several may be picked

function give(field, files) {
  const carrier = new DataTransfer();
  files.forEach((file) => carrier.items.add(file));
  field.files = carrier.files;
  show(field);
}

function show(field) {
  kept.set(field, [...field.files]);
  const list = field.closest("[data-files]").querySelector("ul");
  list.replaceChildren(...[...field.files].map(line));
  list.hidden = !field.files.length;
}

function line(file) {
  const row = document.getElementById("picked-file").content.firstElementChild.cloneNode(true);
  const [name, size] = row.querySelectorAll("span");
  name.textContent = name.title = file.name;
  size.textContent = sized(file.size);
  row.querySelector("button").setAttribute("aria-label", text("remove", { name: file.name }));
  return row;
}

const same = (a) => (b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;

export function add(field, files) {
  const before = (field.multiple && kept.get(field)) || [];
  const fresh = files.filter((file) => !before.some(same(file)));
  give(field, field.multiple ? [...before, ...fresh] : files.slice(0, 1));
}

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-files] input[type=file]")) return;
  if (event.target.files.length) add(event.target, [...event.target.files]);
  else give(event.target, kept.get(event.target) ?? []); // the picker was closed without a choice
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-files] li button");
  if (!button) return;
  const field = button.closest("[data-files]").querySelector("input");
  const index = [...button.closest("ul").children].indexOf(button.closest("li"));
  give(field, [...field.files].filter((_file, at) => at !== index));
  field.focus();
});

document.addEventListener("reset", (event) => {
  event.target.querySelectorAll("[data-files] input[type=file]").forEach((field) => give(field, []));
});

// a form that came back with errors keeps its files, though a browser would drop them
let carried = {};
document.addEventListener("htmx:beforeSwap", (event) => {
  const fields = event.detail.target.querySelectorAll("[data-files] input[id]");
  const refused = event.detail.xhr.status === 422;
  carried = refused ? Object.fromEntries([...fields].map((field) => [field.id, [...field.files]])) : {};
});
document.addEventListener("htmx:afterSettle", () => {
  Object.entries(carried).forEach(([id, files]) => {
    const field = document.getElementById(id);
    if (field && files.length && !field.files.length) give(field, files);
  });
  carried = {};
});
