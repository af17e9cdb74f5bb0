// The address of a calculation, as it is shared: ?plats=1880&korg=2206:2,120606:1&alder=70&ar=5. No DOM and no imports.
//
// A line of the basket is iso:count, and after that, where they are given, the price and the model: 063003:1:6000:lång.

export const MOST = { count: 20, age: 120, years: 10, lines: 20, price: 10_000_000 };
export const USUAL = { age: 50, years: 5 };

const ISO = /^\d{4}(?:\d{2})?$/;
const PLACE = /^\d{2}(?:\d{2})?$/;

// A whole number within its bounds, or null.
export function whole(text, least, most) {
  if (!/^\d{1,8}$/.test(String(text).trim())) return null;
  const number = Number(text);
  return number >= least && number <= most ? number : null;
}

// What the address asks for; whatever can't be read is as if it were not there.
export function readAddress(search) {
  const asked = new URLSearchParams(search);
  const place = asked.get("plats") ?? "";
  const seen = new Set();
  const basket = [];
  for (const part of (asked.get("korg") ?? "").split(",")) {
    const wish = readWish(part);
    const key = wish && keyOf(wish);
    if (!wish || seen.has(key) || basket.length === MOST.lines) continue;
    seen.add(key);
    basket.push(wish);
  }
  return {
    place: PLACE.test(place) && place !== "00" ? place : null,
    basket,
    age: whole(asked.get("alder"), 0, MOST.age) ?? USUAL.age,
    years: whole(asked.get("ar"), 1, MOST.years) ?? USUAL.years,
  };
}

export const keyOf = (wish) => `${wish.iso} ${wish.variant ?? ""}`;

function readWish(part) {
  const [iso, count = "1", price = "", variant = ""] = part.split(":");
  const number = whole(count, 1, MOST.count);
  if (!ISO.test(iso) || number === null) return null;
  return { iso, count: number, price: whole(price, 0, MOST.price), variant: unescaped(variant) || null };
}

function unescaped(text) {
  try {
    return decodeURIComponent(text).slice(0, 100);
  } catch {
    return "";
  }
}

const written = ({ iso, count, price, variant }) => {
  const parts = [iso, count, price ?? "", variant ? encodeURIComponent(variant) : ""];
  while (parts[parts.length - 1] === "") parts.pop();
  return parts.join(":");
};

// The part of the address from ? on; nothing where nothing is chosen.
export function writeAddress({ place, basket, age, years }) {
  const parts = [];
  if (place) parts.push(`plats=${place}`);
  // Colons and commas may stand as they are behind the question mark, and are easier to read and to retype.
  if (basket.length) parts.push(`korg=${encodeURIComponent(basket.map(written).join(",")).replaceAll("%3A", ":").replaceAll("%2C", ",")}`);
  if (parts.length === 0) return "";
  return `?${[...parts, `alder=${age}`, `ar=${years}`].join("&")}`;
}

// The basket as the engine takes it.
export const forEngine = (basket) =>
  basket.map(({ iso, count, price, variant }) => ({ iso, count, price_sek: price, variant }));
