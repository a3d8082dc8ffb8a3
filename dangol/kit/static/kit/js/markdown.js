// Writing Markdown: the toolbar, its keys, and pictures that are pasted, dropped or chosen.
const field = (box) => box.querySelector("textarea");

/** Put text in place of the selection, so that undo takes it back and the preview follows. */
function put(area, text, from = area.selectionStart, to = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function around(area, sign) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  put(area, `${sign}${value.slice(from, to)}${sign}`);
  area.setSelectionRange(from + sign.length, to + sign.length);
}

function before(area, sign) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const lines = area.value.slice(from, area.selectionEnd).split("\n");
  put(area, lines.map((line) => sign + line).join("\n"), from, area.selectionEnd);
}

function act(area, button) {
  const { md, mdLine, mdTable } = button.dataset;
  if (mdLine !== undefined) before(area, md);
  else if (md) around(area, md);
  else if (mdTable) put(area, `\n| ${mdTable.replace("|", " | ")} |\n| --- | --- |\n|  |  |\n`);
  else {
    const words = area.value.slice(area.selectionStart, area.selectionEnd);
    put(area, `[${words}](https://)`);
  }
}

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

const boxOf = (event) => event.target.closest?.("[data-markdown]");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-markdown] button:is([data-md], [data-md-link], [data-md-table])");
  if (button) act(field(boxOf(event)), button);
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-md-file]")) return;
  upload(boxOf(event), [...event.target.files]);
  event.target.value = "";
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-markdown] textarea") || !(event.ctrlKey || event.metaKey)) return;
  const selector = { b: '[data-md="**"]', i: '[data-md="*"]', k: "[data-md-link]" }[event.key.toLowerCase()];
  if (!selector) return;
  event.preventDefault();
  event.stopPropagation();
  act(event.target, boxOf(event).querySelector(selector));
}, true);
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
