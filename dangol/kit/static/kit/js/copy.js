// <button data-copy="text">
import { text } from "./texts.js";
import { toast } from "./toast.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(text("copied"));
  } catch {
    toast(text("copy-failed"), { bad: true }); // no clipboard without https
  }
});
