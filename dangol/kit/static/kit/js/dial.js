// Click to call: where a telephone system dials (a corner with data-dial="URL"), pressing a number calls it.
// Links to tel: carry the number; data-dial-customer only the customer, whose number one need not see.
import { send } from "./send.js";

const target = () => document.querySelector("[data-dial]")?.dataset.dial;

function wish(element) {
  if (element.dataset.dialCustomer) return { customer: element.dataset.dialCustomer };
  return { number: element.dataset.dialNumber ?? decodeURIComponent(element.href.slice("tel:".length)) };
}

document.addEventListener("click", (event) => {
  const element = event.target.closest('a[href^="tel:"], [data-dial-customer], [data-dial-number]');
  const url = target();
  if (!element || !url || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  send("POST", url, { target: "body", swap: "none", values: wish(element) });
});
