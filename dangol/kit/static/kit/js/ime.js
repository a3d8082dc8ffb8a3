// One event for Enter in a field, also while a Hangul syllable is still being composed.
//
// Enter during composition must neither act at once (the syllable is not in the value yet) nor be
// dropped (people would press it twice). So it is remembered, and `enter` is sent when the
// composition has ended; the keydown some systems repeat for the same press is swallowed.
const INPUTS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea[data-enter]";

export const composing = (event) => event.isComposing || event.keyCode === 229;
const isEnter = (event) => event.code === "Enter" || event.code === "NumpadEnter" || event.key === "Enter";

/** A plain textarea keeps Enter for its new line; only Ctrl Enter is told. */
const tells = (event) =>
  isEnter(event) && (event.target.matches?.(INPUTS) || (event.target.matches?.("textarea") && (event.ctrlKey || event.metaKey)));

let pending = null; // the composing Enter that waits
let echo = null; // the field whose Enter was sent and whose key is not up yet

/** Tell the field's owner; false when someone took it. */
function send(field, { shiftKey, ctrlKey, metaKey }) {
  const detail = { shift: shiftKey, command: ctrlKey || metaKey };
  return field.dispatchEvent(new CustomEvent("enter", { bubbles: true, cancelable: true, detail }));
}

function sendLater(press) {
  const field = press.target;
  echo = field;
  setTimeout(() => {
    const free = send(field, press);
    if (free && field.nodeName === "INPUT" && field.isConnected) field.form?.requestSubmit();
  });
}

document.addEventListener("keydown", (event) => {
  if (!tells(event)) return;
  if (event.isComposing) pending = event;
  else if (event.repeat || echo === event.target) event.preventDefault();
  else if (event.keyCode === 229) sendLater(event); // Safari: the composition ended just before
  else if (!send(event.target, event)) event.preventDefault();
}, true);

document.addEventListener("compositionend", (event) => {
  const press = pending?.target === event.target ? pending : null;
  pending = null;
  if (press) sendLater(press);
}, true);

const forget = () => (echo = null);
document.addEventListener("keyup", (event) => isEnter(event) && forget(), true);
document.addEventListener("compositionstart", forget, true);
document.addEventListener("focusout", forget, true);
