// What can be done with the picked rows, as options of the palette: each presses its button below the list.
const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

const tight = (words) => words.replace(/\s+/g, "").toLowerCase();

function initials(word) {
  const first = (sign) => INITIALS[Math.floor((sign.charCodeAt(0) - 0xac00) / 588)] ?? sign;
  return [...word].map(first).join("");
}

function matches(button, wanted) {
  const name = tight(button.textContent);
  return name.includes(wanted) || initials(name).includes(wanted);
}

function option(button, number) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", id: `option-picked-${number}`, tabIndex: -1 });
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.append(button.querySelector("svg").cloneNode(true));
  made.append(Object.assign(document.createElement("span"), { className: "cut", textContent: button.textContent }));
  made.addEventListener("click", () => button.click());
  return made;
}

/** A group of options for these words, or nothing when no row is picked. */
export function pickedOptions(words) {
  const list = document.querySelector("[data-list]");
  if (!list?.querySelector("tbody .pick input:checked")) return null;
  const wanted = tight(words);
  const found = [...list.querySelectorAll(".bulk [formaction]")].filter((each) => matches(each, wanted));
  if (!found.length) return null;
  const group = document.createElement("div");
  const head = Object.assign(document.createElement("div"), { className: "head", id: "group-picked" });
  head.setAttribute("role", "presentation");
  head.textContent = list.querySelector("[data-picked]").textContent;
  group.setAttribute("role", "group");
  group.setAttribute("aria-labelledby", head.id);
  group.append(head, ...found.map(option));
  return group;
}
