// <c-files>: the names of the picked files beside the button, and a way to pick none after all.
const show = (box) => {
  const { files } = box.querySelector("input");
  box.querySelector("[role=status]").textContent = [...files].map((file) => file.name).join(", ");
  box.querySelector("button").hidden = !files.length;
};
document.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-files]");
  if (box) show(box);
});
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-files] button")?.closest("[data-files]");
  if (!box) return;
  box.querySelector("input").value = "";
  show(box);
  box.querySelector("input").focus();
});
document.addEventListener("reset", (event) => setTimeout(() => event.target.querySelectorAll("[data-files]").forEach(show)));
