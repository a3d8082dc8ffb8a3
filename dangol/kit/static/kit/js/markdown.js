// Writing Markdown: the toolbar and its keys.
export const field = (box) => box.querySelector("textarea");

/** Put text in place of the selection, so that undo takes it back and the preview follows. */
export function put(area, text, from = area.selectionStart, to = area.selectionEnd) {
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

export const boxOf = (event) => event.target.closest?.("[data-markdown]");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-markdown] button:is([data-md], [data-md-link], [data-md-table])");
  if (button) act(field(boxOf(event)), button);
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-markdown] textarea") || !(event.ctrlKey || event.metaKey)) return;
  const selector = { b: '[data-md="**"]', i: '[data-md="*"]', k: "[data-md-link]" }[event.key.toLowerCase()];
  if (!selector) return;
  event.preventDefault();
  event.stopPropagation();
  act(event.target, boxOf(event).querySelector(selector));
}, true);
