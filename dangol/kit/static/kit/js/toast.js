// One line at the foot: what was done, with 되돌리기. Five seconds; stays while focused or pointed at.
import { send } from "./send.js";
import { text } from "./texts.js";

const region = document.getElementById("toasts");

function leave(element) {
  setTimeout(() => {
    if (element.matches(":focus-within, :hover")) leave(element);
    else element.remove();
  }, 5000);
}

export function toast(said, { undo, bad } = {}) {
  const template = document.getElementById(bad ? "toast-bad" : "toast-ok");
  const element = template.content.firstElementChild.cloneNode(true);
  element.querySelector("span").textContent = said;
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.undo = undo;
    button.textContent = text("undo");
    element.append(button);
  }
  region.append(element);
  leave(element);
}

region?.querySelectorAll(".toast").forEach(leave);

// `HX-Trigger: {"toast": {"text": "…", "undo": "/…/", "bad": true}}`
document.addEventListener("toast", (event) => toast(event.detail.text ?? event.detail.value, event.detail));

region?.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-undo]");
  if (!button) return;
  button.disabled = true;
  await send("POST", button.dataset.undo, { target: "body", swap: "none" }).finally(() => (button.disabled = false));
  button.closest(".toast").remove();
});
