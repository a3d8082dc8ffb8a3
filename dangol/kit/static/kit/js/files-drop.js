// <c-files>: files dragged onto it are picked.
import { add } from "./files.js";

const box = (event) => event.target.closest?.("[data-files]");
const carries = (event) => event.dataTransfer?.types.includes("Files") && box(event);
document.addEventListener("dragover", (event) => {
  const over = carries(event);
  document.querySelectorAll("[data-files].over").forEach((one) => one !== over && one.classList.remove("over"));
  if (!over) return;
  event.preventDefault();
  over.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  const over = box(event);
  if (over && !over.contains(event.relatedTarget)) over.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  const over = carries(event);
  if (!over) return;
  event.preventDefault();
  over.classList.remove("over");
  add(over.querySelector("input"), [...event.dataTransfer.files]);
});
