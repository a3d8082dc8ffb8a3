// <button data-insert="#{고객명}">: puts it where the cursor was, in any [data-merge] field or text.
let last = null; // the field, and the selection it had

const remember = () => {
  const active = document.activeElement;
  if (!active?.matches?.("[data-merge]")) return;
  const selection = document.getSelection();
  last = { field: active, range: active.isContentEditable && selection.rangeCount ? selection.getRangeAt(0).cloneRange() : null };
};
document.addEventListener("selectionchange", remember);
document.addEventListener("focusin", remember);

/** Put text into the field that was written in last, as if it had been typed. */
function insert(text) {
  const field = last?.field.isConnected ? last.field : document.querySelector("[data-merge]");
  field.focus();
  if (field.isContentEditable) {
    const selection = document.getSelection();
    if (last?.range && field.contains(last.range.commonAncestorContainer)) {
      selection.removeAllRanges();
      selection.addRange(last.range);
    }
    document.execCommand("insertText", false, text);
  } else {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (button) insert(button.dataset.insert);
});
