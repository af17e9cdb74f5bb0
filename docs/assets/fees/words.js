// Figures and sentences as the calculator's page writes them. No DOM and no imports. The sentences come from the page.

const NBSP = "\u00a0";
const SWEDISH = "sv-SE";
const plain = new Intl.NumberFormat(SWEDISH);
const withOre = new Intl.NumberFormat(SWEDISH, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const long = new Intl.DateTimeFormat(SWEDISH, { dateStyle: "long", timeZone: "UTC" });

// The text with its {names} filled in; what is filled in stays as it is.
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const amount = (sek) => (Number.isInteger(sek) ? plain : withOre).format(sek);

export const money = (sek) => `${amount(sek)}${NBSP}kr`;

// A source's date in words if it is a whole one, otherwise as the source wrote it.
export function looseDate(text) {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day && !Number.isNaN(day.getTime()) ? long.format(day) : text;
}

// Halland, Kalmar och Skåne.
export const listed = (words, and) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${and} ${words[words.length - 1]}`;

export const timeOf = (years, texts) => (years === 1 ? texts.time_one : fill(texts.time_many, { number: years }));
