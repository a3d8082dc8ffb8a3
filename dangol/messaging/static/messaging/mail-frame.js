// The preview: which customer is shown, and the mail in a frame of its own, where its styles meet none of ours.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show-customer]");
  if (!button) return;
  const form = button.closest("form");
  form.elements.namedItem("customer").value = button.dataset.showCustomer;
  form.dispatchEvent(new Event("show"));
});

/** A posted form is the only way to show in a frame what is not saved yet. */
function post(holder, frame) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: holder.dataset.mailFrame, target: frame.name, hidden: true });
  for (const [name, value] of new FormData(holder.closest("form"))) {
    if (typeof value === "string") form.append(Object.assign(document.createElement("textarea"), { name, value }));
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

document.addEventListener("htmx:afterSettle", () => {
  const holder = document.querySelector("[data-mail-frame]:not([data-filled])");
  if (!holder) return;
  holder.dataset.filled = "";
  const frame = holder.querySelector("iframe");
  if (holder.dataset.query) frame.src = `${holder.dataset.mailFrame}?${holder.dataset.query}`;
  else post(holder, frame);
});
