// The side menu: folded sections are remembered, Escape closes it on phones. The current line of a menu is in sight.
const side = document.getElementById("side");
const YEAR = 31536000;

side?.addEventListener("click", (event) => {
  const fold = event.target.closest("summary")?.parentElement;
  if (!fold) return;
  const keep = (one) => (one === fold ? one.open : !one.open); // it turns after this
  const folded = [...side.querySelectorAll("[data-fold]")].filter(keep).map((one) => one.dataset.fold);
  document.cookie = `folded=${folded.join(".")};path=/;max-age=${YEAR};samesite=lax`;
});
document.querySelectorAll(".side [aria-current], .subnav [aria-current]").forEach((line) => line.scrollIntoView({ block: "nearest", inline: "center" }));

const open = () => location.hash === "#side";
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open() || document.querySelector("dialog[open]")) return;
  location.hash = "#closed";
  document.querySelector(".tabbar .more").focus();
});
window.addEventListener("hashchange", () => open() && side.querySelector("a:not(.workspace)").focus());
