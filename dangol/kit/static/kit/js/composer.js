// Writing down an activity: minutes by kind, a running clock, and the place if the person wants.

/** The minutes a kind takes are shown where none were typed. */
function hint(form) {
  const kind = form.querySelector("[name=kind]:checked");
  const minutes = form.querySelector("[name=minutes]");
  if (minutes) minutes.placeholder = kind?.dataset.minutes ?? "";
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-composer]");
  if (form && event.target.name === "kind") hint(form);
});
document.addEventListener("htmx:load", (event) => {
  const { target } = event;
  const inside = [...(target.querySelectorAll?.("[data-composer]") ?? [])];
  for (const form of target.matches?.("[data-composer]") ? [target, ...inside] : inside) hint(form);
  const stopped = target.matches?.("#timer[data-minutes]") ? target : target.querySelector?.("#timer[data-minutes]");
  const minutes = stopped?.closest("form")?.querySelector("[name=minutes]");
  if (minutes) minutes.value = stopped.dataset.minutes;
});

// m:ss since the clock was started
setInterval(() => {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}, 1000);

// The browser asks the person; refused or unknown, the visit is recorded without a place.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  const form = button.form;
  const said = form.querySelector("[data-located]");
  const fail = () => (said.textContent = "—");
  if (!navigator.geolocation) return fail();
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.latitude.value = coords.latitude.toFixed(5);
    form.elements.longitude.value = coords.longitude.toFixed(5);
    said.textContent = `${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`;
  }, fail, { timeout: 10000 });
});
