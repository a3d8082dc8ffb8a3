// Rows one adds and takes out, such as several phones: a <template> is copied, each copy with its own id.
document.addEventListener("click", (event) => {
  const box = event.target.closest("[data-rows]");
  if (!box) return;
  if (event.target.closest("[data-rows-add]")) {
    const row = box.querySelector("template").content.firstElementChild.cloneNode(true);
    const id = `new${Date.now()}${box.querySelectorAll("[data-row-of]").length}`;
    row.querySelectorAll("input[value=new]").forEach((each) => (each.value = id));
    box.querySelector("[data-rows-list]").append(row);
    row.querySelector("input:not([type=hidden])").focus();
  } else if (event.target.closest("[data-rows-remove]")) {
    event.target.closest("[data-row-of]").remove();
    box.querySelector("[data-rows-add]").focus();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
