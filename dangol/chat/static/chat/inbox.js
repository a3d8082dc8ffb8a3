// The inbox of chats: the newest words in sight, Enter sends, and whether the visitor writes.
const toEnd = () => {
  const talk = document.getElementById("talk");
  if (talk) talk.scrollTop = talk.scrollHeight;
};
toEnd();
let newest = ""; // of the visitor's words: when more come, they no longer type
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "talk") {
    toEnd();
    const said = [...target.querySelectorAll(".bubble:not(.mine)")].pop()?.id;
    if (said !== newest) still();
    newest = said;
  }
  if (target.id === "composer" || target.id === "conversation") document.getElementById("words")?.focus();
});

// the button of a key is the form's own: notes are sent by their button only
document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (!target.closest?.("[data-chat-form]") || target.tagName !== "TEXTAREA") return;
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  if (target.value.trim()) target.form.requestSubmit(target.form.querySelector(".primary"));
});

let clock = 0;
function still() {
  clearTimeout(clock);
  const line = document.getElementById("typing");
  if (line) line.textContent = "";
}
const heard = new Set();
function listen() {
  const pk = document.getElementById("talk")?.dataset.chat;
  if (!pk || heard.has(pk)) return;
  heard.add(pk);
  document.addEventListener(`dangol:typing:${pk}`, () => {
    const line = document.getElementById("typing");
    if (document.getElementById("talk")?.dataset.chat !== pk || !line) return;
    line.textContent = line.dataset.text;
    clearTimeout(clock);
    clock = setTimeout(still, 6000);
  });
}
listen();
document.addEventListener("htmx:afterSettle", listen);
