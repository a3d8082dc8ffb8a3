// Elements with data-refresh-on="topic other" show what others change: told of it, they `refresh`, at most once
// in data-gap milliseconds and one at a time. What is told meanwhile asks for one more: an element that is
// being fetched or put in place hears nothing, and what it shows may be older than what it was told.
// Where something is typed and not saved, it waits.
import { unsaved } from "./guard.js";

const due = new Set();
const asked = new Map();

export function refresh(topic) {
  const waiting = topic === "*" ? "[data-refresh-on]" : `[data-refresh-on~="${CSS.escape(topic)}"]`;
  document.querySelectorAll(waiting).forEach((element) => {
    const key = element.id || element; // it may be replaced by its like
    if (due.has(key)) return;
    due.add(key);
    turn(key);
  });
}

function turn(key) {
  const element = key.nodeType ? key : document.getElementById(key);
  const left = (asked.get(key) ?? 0) + Number(element?.dataset.gap ?? 0) - Date.now();
  if (left > 0) return setTimeout(turn, left, key);
  if (element?.matches(".htmx-request, .htmx-added")) return setTimeout(turn, 50, key);
  if (element && unsaved(element).length) return setTimeout(turn, 500, key);
  due.delete(key);
  asked.set(key, Date.now());
  if (element) htmx.trigger(element, "refresh");
}

// `HX-Trigger: activities`: what this page itself did
document.addEventListener("activities", () => refresh("activities"));
