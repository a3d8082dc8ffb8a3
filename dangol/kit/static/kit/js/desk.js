// A desk: the list stays, the conversation beside it is swapped; frames of mails are as high as their page.
const fit = (frame) => {
  const page = frame.contentDocument?.documentElement;
  if (page) frame.style.blockSize = `${Math.min(page.scrollHeight + 4, 20000)}px`;
};

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-desk] [data-open-row]");
  if (row && !event.ctrlKey && !event.metaKey) {
    row.closest("ul").querySelector("[aria-current]")?.removeAttribute("aria-current");
    row.setAttribute("aria-current", "true");
    row.classList.remove("unread");
  }
  const show = event.target.closest("[data-frame-src]");
  if (show) {
    const frame = show.closest("details").querySelector("iframe");
    frame.src = show.dataset.frameSrc;
    show.parentElement.remove();
  }
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "conversation") return;
  event.target.closest("[data-desk]")?.classList.remove("list-only");
  document.querySelectorAll("#conversation .thread").forEach((thread) => (thread.scrollTop = thread.scrollHeight));
});
document.addEventListener("load", (event) => event.target.matches?.("iframe[data-fit]") && fit(event.target), true);
document.addEventListener(
  "toggle",
  (event) => event.target.querySelectorAll?.(":scope > iframe[data-fit]").forEach(fit),
  true,
);
document.querySelectorAll("#conversation .thread").forEach((thread) => (thread.scrollTop = thread.scrollHeight));
// A choice that submits its form at once.
document.addEventListener("change", (event) => event.target.matches("[data-submit]") && event.target.form.requestSubmit());
