// The words scripts show are in the page, so they are translated with it (kit/texts.html).
const words = document.getElementById("texts");

export const text = (name, values = {}) =>
  (words.getAttribute(`data-say-${name}`) ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** Say something to screen readers only. Cleared first, so the same words are said again. */
export function announce(said) {
  const region = document.getElementById("announce");
  region.textContent = "";
  setTimeout(() => (region.textContent = said), 50);
}
