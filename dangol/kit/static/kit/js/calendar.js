// A calendar without dragging (calendar-drag.js): Alt + arrows move an event; a click on a free hour makes one.

import { send } from "./send.js";

export const STEP = 15; // minutes a drag snaps to
const pad = (n) => String(n).padStart(2, "0");
const clock = (minutes) => `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
const days = (iso, n) => {
  const day = new Date(`${iso}T12:00:00Z`);
  day.setUTCDate(day.getUTCDate() + n);
  return day.toISOString().slice(0, 10);
};
const frame = () => document.querySelector("[data-calendar]");
export const facts = (ev) => ({ id: ev.dataset.event, day: ev.dataset.day, at: +ev.dataset.at, length: +ev.dataset.for, whole: "whole" in ev.dataset });

const going = new Set(); // events whose move is not answered yet: a second one would be of a stale version
let focusAgain = "";
/** `at` is undefined where the hour stays; `until` where the length stays. */
export function move(ev, day, at, until) {
  if (going.has(ev.dataset.event)) return;
  going.add(ev.dataset.event);
  const values = { day, version: ev.dataset.version };
  if (at !== undefined) values.hour = clock(at);
  if (until !== undefined) values.end_hour = clock(until);
  focusAgain = ev.dataset.event;
  const url = frame().dataset.move.replace("/0/", `/${ev.dataset.event}/`);
  send("POST", url, { target: "body", values, swap: "none" });
}
for (const lost of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(lost, () => going.clear());
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.elt.id === "calendar") {
    going.clear();
    scroll();
    if (focusAgain) document.querySelector(`.ev[data-event="${focusAgain}"]`)?.focus();
  }
});

// Alt + arrows move by a day or a quarter of an hour; with Shift the end alone
document.addEventListener("keydown", (event) => {
  const ev = event.altKey && event.target.closest?.(".ev[data-event]");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] }[event.key];
  if (!ev || !step) return;
  event.preventDefault();
  const { day, at, length, whole } = facts(ev);
  if (step[0]) return move(ev, days(day, step[0]));
  if (whole) return move(ev, days(day, 7 * Math.sign(step[1])));
  if (event.shiftKey) return stretch(ev, at + length + step[1]);
  const to = at + step[1];
  if (to >= 0 && to < 1440) move(ev, day, to);
});

export function stretch(ev, until) {
  const { day, at } = facts(ev);
  if (until > at && until < 1440) move(ev, day, at, until);
}

export const minuteAt = (column, y) => {
  const box = column.getBoundingClientRect();
  return Math.min(Math.max(Math.round(((y - box.top) / box.height) * (1440 / STEP)) * STEP, 0), 1440 - STEP);
};

// A click on a free hour or cell makes a to-do there
document.addEventListener("click", (event) => {
  const add = frame()?.dataset.add;
  const place = event.target.matches?.("[data-column], [data-cell]") ? event.target : null;
  if (!add || !place) return;
  const day = place.dataset.cell ?? place.dataset.column;
  const hour = place.dataset.column ? `&hour=${clock(Math.floor(minuteAt(place, event.clientY) / 30) * 30)}` : "";
  send("GET", `${add}?day=${day}${hour}`, { target: "#panel", swap: "innerHTML" });
});

/** The working day in sight. */
function scroll() {
  const grid = document.querySelector("[data-hours]");
  if (grid) grid.scrollTop = (grid.scrollHeight / 24) * 8;
}
scroll();
