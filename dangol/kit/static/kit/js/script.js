// A call script shows the steps on the way the answers take: [data-script] with fieldsets data-step="n",
// data-next, and choices data-to. Without this every step is there, and the server keeps only the way taken.
function walk(script) {
  const way = new Set();
  let number = "0";
  while (number !== undefined && !way.has(number)) {
    const step = script.querySelector(`[data-step="${CSS.escape(number)}"]`);
    if (!step) break;
    way.add(number);
    number = step.dataset.next ?? step.querySelector("input[type=radio]:checked")?.dataset.to;
  }
  for (const step of script.querySelectorAll("[data-step]")) step.hidden = !way.has(step.dataset.step);
}

document.querySelectorAll("[data-script]").forEach(walk);
document.addEventListener("change", (event) => {
  const script = event.target.closest?.("[data-script]");
  if (script) walk(script);
});
