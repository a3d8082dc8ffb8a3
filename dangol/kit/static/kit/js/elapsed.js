// <b data-since="2026-11-23T09:00:00+09:00">1:05</b> counts on every second.
const two = (number) => String(number).padStart(2, "0");

export function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

setInterval(() => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000), 0);
    element.textContent = clock(seconds);
  }
}, 1000);
