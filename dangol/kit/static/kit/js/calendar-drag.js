// Calendar events under the pointer: drag one to another day or hour, or stretch its end.
import { facts, minuteAt, move, stretch } from "./calendar.js";

// Pointer: begins after five pixels, so that a click stays a click
let drag = null;
document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-stretch]");
  const ev = grip ? grip.parentElement.querySelector(".ev") : event.target.closest?.(".ev[data-event]");
  if (!ev || event.button || event.pointerType === "touch") return;
  const box = ev.getBoundingClientRect();
  drag = { ev, grip, x: event.clientX, y: event.clientY, grab: event.clientY - (grip ? box.bottom : box.top), on: false };
  if (grip) event.preventDefault();
});
document.addEventListener("dragstart", (event) => event.target.closest?.(".ev[data-event]") && event.preventDefault());

const under = (event) => document.elementsFromPoint(event.clientX, event.clientY).find((e) => e.matches("[data-cell], [data-column]"));

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.on && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 5) return;
  drag.on = true;
  drag.ev.classList.add("dragging");
  document.querySelectorAll("[data-calendar] .target").forEach((other) => other.classList.remove("target"));
  under(event)?.classList.add("target");
});
document.addEventListener("pointerup", (event) => {
  const { ev, grip, grab, on } = drag ?? {};
  drag = null;
  if (!on) return;
  ev.classList.remove("dragging");
  swallow();
  const place = under(event);
  place?.classList.remove("target");
  if (!place) return;
  const { at, whole, length } = facts(ev);
  if (grip) return stretch(ev, minuteAt(place, event.clientY - grab));
  if (place.dataset.cell) return move(ev, place.dataset.cell);
  const to = minuteAt(place, event.clientY - grab);
  if (place.dataset.column === ev.dataset.day && to === at && !whole) return;
  if (whole) move(ev, place.dataset.column, to, Math.min(to + 60, 1439));
  else move(ev, place.dataset.column, Math.min(to, 1440 - Math.min(length, 1439)));
});
document.addEventListener("pointercancel", () => (drag = null));

/** The click that follows a drag opens nothing. */
function swallow() {
  const stop = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  addEventListener("click", stop, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", stop, { capture: true }), 50);
}
