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

/** 812B, 34KB, 1.2MB. */
export function sized(bytes) {
  const step = Math.min(Math.floor(Math.log2(bytes || 1) / 10), 3);
  const amount = bytes / 1024 ** step;
  return `${step > 1 ? amount.toFixed(1) : Math.round(amount)}${["B", "KB", "MB", "GB"][step]}`;
}
