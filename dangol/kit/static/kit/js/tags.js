// Tag input: Enter or a comma adds, Backspace in the empty field takes the last. Sends one value per tag.
import { composing } from "./ime.js";
import { text } from "./texts.js";

const fieldOf = (box) => box.querySelector(":scope > input:not([type=hidden])");

function add(field) {
  const box = field.closest("[data-tags]");
  const value = field.value.replace(/,/g, "").trim();
  field.value = "";
  const known = [...box.querySelectorAll("input[type=hidden]")].some((each) => each.value === value);
  if (!value || known) return;
  const tag = document.getElementById("tag").content.firstElementChild.cloneNode(true);
  tag.querySelector("span").textContent = value;
  tag.querySelector("button").setAttribute("aria-label", text("remove", { name: value }));
  Object.assign(tag.querySelector("input"), { name: box.dataset.tags, value });
  field.before(tag);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

const isField = (target) => target.parentElement?.matches("[data-tags]") && target.matches("input");

document.addEventListener("enter", (event) => {
  if (!isField(event.target) || event.detail.command || !event.target.value.trim()) return;
  event.preventDefault();
  add(event.target);
});
document.addEventListener("input", (event) => {
  if (isField(event.target) && !event.isComposing && event.target.value.includes(",")) add(event.target);
});
document.addEventListener("focusout", (event) => isField(event.target) && add(event.target)); // nothing typed is lost
document.addEventListener("keydown", (event) => {
  if (event.key !== "Backspace" || composing(event) || !isField(event.target) || event.target.value) return;
  [...event.target.parentElement.querySelectorAll(".tag")].at(-1)?.remove();
});
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-tags]");
  if (!box) return;
  event.target.closest(".tag button")?.closest(".tag").remove();
  fieldOf(box).focus();
});
