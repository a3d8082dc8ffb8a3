// Phones, money and dates are set in order when the field is left, never while it is typed in.
const PHONES = [/^(1[568]\d\d)(\d{4})$/, /^(02)(\d{3,4})(\d{4})$/, /^(050\d)(\d{3,4})(\d{4})$/, /^(0\d\d)(\d{3,4})(\d{4})$/];

const FORMATS = {
  phone(value) {
    const digits = value.replace(/[\s().-]/g, "");
    const parts = PHONES.map((pattern) => digits.match(pattern)).find(Boolean);
    return parts ? parts.slice(1).join("-") : value;
  },
  money(value) {
    const plain = value.replace(/[,\s₩원]/g, "");
    return /^-?\d+$/.test(plain) ? BigInt(plain).toLocaleString("ko") : value;
  },
  date(value) {
    const parts = value.trim().match(/^(\d{4}|\d{2})[-./\s]*(\d{1,2})[-./\s]+(\d{1,2})\.?$/) ?? value.match(/^(\d{4}|\d{2})(\d{2})(\d{2})$/);
    if (!parts) return value;
    const [year, month, day] = parts.slice(1);
    return `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  },
};

document.addEventListener("focusout", (event) => {
  const format = event.target.closest?.("[data-format]")?.dataset.format;
  if (format && event.target.matches("input:not([type=date])")) event.target.value = FORMATS[format](event.target.value);
});
