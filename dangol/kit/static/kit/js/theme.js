// 자동 → 밝게 → 어둡게. In a cookie, so that the server paints the first frame right.
import { announce, text } from "./texts.js";

const THEMES = ["auto", "light", "dark"];

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % 3];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  document.cookie = `theme=${next}; path=/; samesite=lax; max-age=${next === "auto" ? 0 : 31536000}`;
  announce(text(`theme-${next}`));
});
