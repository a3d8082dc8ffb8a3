// The small text editor: bold, italic, lists, link, colour of the palette. The server cleans what it gets.
const sourceOf = (text) => text.parentElement.querySelector("textarea");
const keep = (text) => {
  const source = sourceOf(text);
  if (source.value !== text.innerHTML) source.value = text.innerHTML;
};
const textOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest("[data-rich] > [contenteditable]");

// Before anything else hears of it, what is sent is what stands there, also while a syllable is composed
document.addEventListener("input", (event) => event.target.isContentEditable && textOf(event.target) && keep(textOf(event.target)), true);

document.addEventListener("paste", (event) => {
  if (!event.target.isContentEditable && !textOf(event.target)) return;
  event.preventDefault();
  document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing && event.target.matches?.(".rich-heading")) event.preventDefault();
});

let range = null; // what was chosen in the text before a menu or dialog took the focus
document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (selection.rangeCount && textOf(selection.anchorNode)) range = selection.getRangeAt(0).cloneRange();
});

/** Choose again what was chosen in this editor; at its end when nothing was. */
function back(text) {
  text.focus();
  const selection = document.getSelection();
  if (range && text.contains(range.commonAncestorContainer)) {
    selection.removeAllRanges();
    selection.addRange(range);
  } else {
    selection.selectAllChildren(text);
    selection.collapseToEnd();
  }
  return selection;
}

const COMMANDS = { bold: "bold", italic: "italic", list: "insertUnorderedList", numbers: "insertOrderedList" };

function colour(text, name) {
  const chosen = back(text).getRangeAt(0);
  if (chosen.collapsed) return;
  const part = chosen.extractContents();
  part.querySelectorAll("span").forEach((span) => span.replaceWith(...span.childNodes));
  const span = document.createElement("span");
  span.className = name && `c-${name}`;
  span.append(part);
  chosen.insertNode(span);
  if (!name) span.replaceWith(...span.childNodes);
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

const dialog = document.getElementById("link-dialog");
const address = dialog?.querySelector("[data-link-address]");
let linking = null;

function openLink(text) {
  linking = text;
  const node = back(text).anchorNode;
  address.value = (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement).closest("a")?.getAttribute("href") ?? "";
  dialog.showModal();
  address.select();
}

function setLink(href) {
  dialog.close();
  const selection = back(linking);
  if (!href) document.execCommand("unlink");
  else if (selection.isCollapsed) document.execCommand("insertHTML", false, Object.assign(document.createElement("a"), { href, textContent: href }).outerHTML);
  else document.execCommand("createLink", false, href);
  linking.querySelectorAll("a").forEach((link) => link.removeAttribute("target"));
  linking.dispatchEvent(new Event("input", { bubbles: true }));
}

const withScheme = (text) => (!text || /^([a-z]+:|#\{|\{\{)/i.test(text) ? text : `https://${text}`);
address?.addEventListener("enter", (event) => {
  event.preventDefault();
  setLink(withScheme(address.value.trim()));
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-link-set]")) return setLink(withScheme(address.value.trim()));
  if (event.target.closest("[data-link-remove]")) return setLink("");
  const button = event.target.closest("[data-rich-act]");
  if (!button) return;
  const text = button.closest("[data-rich]").querySelector("[contenteditable]");
  const act = button.dataset.richAct;
  if (act === "link") openLink(text);
  else if (act === "colour") colour(text, button.dataset.colour);
  else {
    back(text);
    document.execCommand(COMMANDS[act]);
  }
});

// The buttons leave the focus, and with it the selection, where it is
document.addEventListener("mousedown", (event) => event.target.closest("[data-rich-act]") && event.preventDefault());
