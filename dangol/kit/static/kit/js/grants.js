// The permission grid: a click widens the scope and begins again, arrow keys move. Only cells that
// differ from what was saved are sent.
const HUES = { "": "none", own: "amber", department: "blue", below: "teal", all: "green" };
const SCOPED = ["", "own", "department", "below", "all"];

function widen(button) {
  const unscoped = button.closest("[data-unscoped]");
  const scopes = unscoped ? ["", "all"] : SCOPED;
  const next = scopes[(scopes.indexOf(button.dataset.scope) + 1) % scopes.length];
  const words = button.form.querySelector("[data-scopes]").dataset;
  const word = unscoped && next ? words.yes : words[next || "none"];
  const input = button.nextElementSibling;
  button.dataset.scope = input.value = next;
  input.disabled = next === input.dataset.saved;
  button.className = `scope ${HUES[next]}`;
  button.textContent = word;
  button.ariaLabel = `${button.dataset.label}: ${word}`;
}

const tableOf = (target) => target.closest?.("[data-grants]");

function focusOn(button) {
  tableOf(button).querySelectorAll('.scope[tabindex="0"]').forEach((other) => (other.tabIndex = -1));
  button.tabIndex = 0;
  button.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".scope");
  if (!button || !tableOf(button)) return;
  focusOn(button);
  widen(button);
  button.form.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  const table = event.target.matches?.(".scope") && tableOf(event.target);
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!table || !step) return;
  event.preventDefault();
  const rows = [...table.querySelectorAll("tbody tr:not(.sect)")].map((row) => [...row.querySelectorAll(".scope")]);
  const at = rows.findIndex((row) => row.includes(event.target));
  const row = rows[Math.min(Math.max(at + step[0], 0), rows.length - 1)];
  const column = rows[at].indexOf(event.target) + step[1];
  focusOn(row[Math.min(Math.max(column, 0), row.length - 1)]);
});

const first = document.querySelector("[data-grants] .scope");
if (first) first.tabIndex = 0;
