// Pictures in Markdown: pasted, dropped or chosen, they are sent and their words put in.
import { boxOf, field, put } from "./markdown.js";

async function upload(box, files) {
  const said = box.querySelector("[data-md-said]");
  for (const file of files) {
    const body = new FormData();
    body.append("file", file);
    said.textContent = `${file.name} …`;
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
    try {
      const answer = await fetch(box.dataset.pictures, { method: "POST", body, headers });
      const { markdown, error } = await answer.json();
      said.textContent = error ?? "";
      if (markdown) put(field(box), `${markdown}\n`);
    } catch {
      said.textContent = document.getElementById("texts").getAttribute("data-say-error-network");
    }
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-md-file]")) return;
  upload(boxOf(event), [...event.target.files]);
  event.target.value = "";
});
for (const kind of ["paste", "drop"]) {
  document.addEventListener(kind, (event) => {
    const box = boxOf(event);
    const files = [...((event.clipboardData ?? event.dataTransfer)?.files ?? [])];
    box?.classList.remove("dropping");
    if (!box || !files.length) return;
    event.preventDefault();
    upload(box, files);
  });
}
document.addEventListener("dragover", (event) => {
  const box = boxOf(event);
  if (!box || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  box.classList.add("dropping");
});
document.addEventListener("dragleave", (event) => boxOf(event)?.classList.remove("dropping"));
