// A place anywhere in a query becomes the area: by its name, short form or nickname, in the genitive, begun or misspelt,
// and never by accident. No DOM.

import { distance, fold, isOneSlip } from "./text.js";
import { STOP_WORDS, contentOf, findBeginning, findKnown, lookUp } from "./vocabulary.js";

const REGION_WORDS = new Set(["region", "regionen", "regions", "lan", "lanet", "lans", "landsting", "landstinget"]);
const MUNICIPALITY_WORDS = new Set(["kommun", "kommunen", "kommuns", "stad"]);
const ENGLISH_WORDS = new Set(["what", "how", "where", "which", "who", "there", "the", "of", "you", "they", "and", "for"]);
// One letter from a place name, but words of their own: the commoner ones of the 60,000 most used Swedish words.
const LIKE_PLACES = new Set(
  (
    "argang avvika baden bastard bode bogen bojas boken bokens bonden bondens borden bords borjas bornholm borras " +
    "botas boten boven boxas boxen brass broden buden dagarna dagarnas delarna forsvaga forsvagas glommas " +
    "gnista gotaland gotalands gotalandsregionen grus hammare hammars hobby hobbys kalvar kammar kind klippa " +
    "klippas klippen knackas kula kulla limma mallos malm monster monsters monteras nacke nalkas nicka omtalas " +
    "patala pita raket rattvis rike riken rikes riset rivet sajter sakra sakras salarna salen salens sales " +
    "salter sate satet satser satter skakas skank skanks skans skarpas skarps skene snackas snara sparas talarna " +
    "timma timmas tjanas torkas tranats trangas trangs troga troja trojas trosta trotsa vargarna vasnas vinden " +
    "vindens vinkeln vinnas"
  ).split(" "),
);
// Names that are words as well: places, but not in "skog och mark".
const NAMED_WORDS = new Set(["berg", "boden", "kil", "lund", "mark", "vara"]);
const JOINING = new Set(["och", "eller", "en", "ett", "den", "det", "min", "din", "sin", "mitt", "ditt", "sitt", "vid", "med", "utan"]); // before a thing, not a place
const SHORTEST_MISSPELT = 5;
const PREPOSITIONS = new Set(["i", "for", "fran", "inom"]);

export function readPlaces(entries) {
  const places = new Map(); // folded name → area entries
  for (const entry of entries) {
    if (entry.kind !== "area") continue;
    for (const form of new Set(entry.terms.map(fold))) {
      if (form) places.set(form, [...(places.get(form) ?? []), entry]);
    }
  }
  return places;
}

export function choosePlace({ places, raw, wanted }, byCode) {
  const level = (entry) => (entry.area.length === 4 ? "municipality" : "region");
  const isSpelt = (name) => [name, `${name}s`].includes(raw);
  const spelt = (entry) => isSpelt(entry.short.toLowerCase()) || isSpelt(entry.title.toLowerCase());
  const fitting = places.filter((entry) => level(entry) === (wanted ?? "municipality"));
  // Habo is not Håbo when the ring is there to tell.
  if (fitting.length > 0) return fitting.find(spelt) ?? fitting[0];
  const [only] = places;
  return wanted === "region" && level(only) === "municipality" ? (byCode.get(only.parent) ?? only) : only;
}

// The place written at `start`, longest first, with the words around it that only say what kind of place it is.
function readPlaceAt(tokens, start, known) {
  for (let length = Math.min(4, tokens.length - start); length >= 1; length -= 1) {
    const name = tokens.slice(start, start + length).map((token) => token.text).join(" ");
    const places = known.places.get(name) ?? known.places.get(name.replace(/s$/, ""));
    const raw = tokens.slice(start, start + length).map((token) => token.raw).join(" ");
    if (places) return { start, end: start + length, name, raw, places };
  }
  return null;
}

export const isLikeAPlace = (word) => LIKE_PLACES.has(word);

export const isOrdinary = (word, { vocabulary }) => STOP_WORDS.has(word) || findKnown(vocabulary, word).size > 0;

// Kommun and region, also with one slip: komun, reigon.
function kindOf(token, known) {
  if (!token || token.raw.startsWith("l\u00e5n")) return null;
  if (REGION_WORDS.has(token.text)) return "region";
  if (MUNICIPALITY_WORDS.has(token.text)) return "municipality";
  if (token.text.length < 5 || known.vocabulary.isWord(token.text)) return null;
  const isSlipOf = (words) => words.some((word) => distance(token.text, word, 1) <= 1);
  if (isSlipOf(["region", "regionen"])) return "region";
  return isSlipOf(["kommun", "kommunen"]) ? "municipality" : null;
}

function widen(found, tokens, known) {
  let { start, end, wanted = null } = found;
  for (let kind = kindOf(tokens[end], known); kind; kind = kindOf(tokens[end], known)) {
    wanted ??= kind;
    end += 1;
  }
  const before = kindOf(tokens[start - 1], known);
  if (before) {
    wanted ??= before;
    start -= 1;
  }
  if (/region|lan$/.test(found.name)) wanted ??= "region";
  return { ...found, start, end, wanted };
}

// Kil, Mark and Vara are words too: a place when last, alone, or after a preposition. Åre with its ring is only a place.
function isMeantAsPlace(found, tokens, known) {
  if (found.wanted) return true;
  const [before, next] = [tokens[found.start - 1]?.text, tokens[found.end]?.text];
  if (NAMED_WORDS.has(found.name) && (JOINING.has(before) || before === "pa" || JOINING.has(next))) return false;
  const isWord = STOP_WORDS.has(found.name) || known.vocabulary.isWord(found.name);
  if (!isWord) return true;
  if (found.name === "are") return found.raw === "\u00e5re" || !tokens.some((token) => ENGLISH_WORDS.has(token.text));
  return found.end === tokens.length || PREPOSITIONS.has(before);
}

// The first place that is written as it is called.
export function findSpeltPlace(tokens, known, isFree = () => true) {
  for (let start = 0; start < tokens.length; start += 1) {
    const at = readPlaceAt(tokens, start, known);
    const found = at && widen(at, tokens, known);
    if (found && isMeantAsPlace(found, tokens, known)) return isFree(at) ? found : null;
  }
  return null;
}

export function findPlace(tokens, known) {
  const long = findLongSlip(tokens, known);
  // Jmtland Härjedalen holds all of Härjedalen.
  const isFree = (at) => !(long && long.start <= at.start && long.end >= at.end && long.end - long.start > at.end - at.start);
  const spelt = findSpeltPlace(tokens, known, isFree);
  if (spelt) return spelt;
  if (long) return widen(long, tokens, known);
  return findBegunPlace(tokens, known) ?? findShortSlip(tokens, known);
}

// ---------------------------------------------------------------- misspelt places

// Only names of five letters or more may be misspelt: Åre, Ale and Hjo are one slip from too much else.
export class Misspellings {
  constructor(places) {
    this.names = new Map(); // name without spaces → name
    this.byLength = new Map();
    for (const name of places.keys()) {
      const joined = name.replaceAll(" ", "");
      const isLong = places.get(name).some((entry) => fold(entry.short).length >= SHORTEST_MISSPELT);
      if (isLong && joined.length >= SHORTEST_MISSPELT && !/ (?:lan|kommun|stad)$|^region /.test(name)) this.names.set(joined, name);
    }
    for (const joined of this.names.keys()) this.byLength.set(joined.length, [...(this.byLength.get(joined.length) ?? []), joined]);
  }

  // The names at most one slip from `text`, likeliest first.
  closeTo(text) {
    if (text.length < SHORTEST_MISSPELT - 1 || /\d/.test(text)) return [];
    const near = [-1, 0, 1].flatMap((more) => this.byLength.get(text.length + more) ?? []);
    const found = near.filter((joined) => isOneSlip(text, joined));
    const unlike = (joined) => (joined === text ? 0 : 1) + (joined[0] === text[0] ? 0 : 2) + (joined.at(-1) === text.at(-1) ? 0 : 1);
    return found.sort((a, b) => unlike(a) - unlike(b) || b.length - a.length || (a < b ? -1 : 1));
  }
}

// regionskane → skane, of the kind region.
function cutKind(text) {
  const [, region, name, kind] = /^(region)?(.*?)(s?(?:region(?:en)?|lan|kommun(?:en)?))?$/.exec(text);
  if (!region && !kind) return { name: text, wanted: null };
  return { name, wanted: kind?.includes("kommun") ? "municipality" : "region" };
}

// The places that `text` may be: as it stands, in the genitive, joined with its kind, or with one slip.
export function readMisspelt(text, known) {
  const { name, wanted } = cutKind(text);
  const exact = wanted && (known.places.get(name) ?? known.places.get(name.replace(/s$/, "")));
  if (exact) return { name, wanted, places: exact, isExact: true, joined: name };
  for (const [tried, kind] of [[text, null], [name, wanted], [name.replace(/s$/, ""), wanted]]) {
    const close = known.misspellings.closeTo(tried);
    if (close.length === 0 || (kind && (/lan$/.test(text) || close[0][0] !== tried[0]))) continue;
    const names = [...new Set(close.map((joined) => known.misspellings.names.get(joined)))];
    const [places, ...others] = names.map((found) => known.places.get(found));
    return { name: names[0], wanted: kind, places, others: others.flat(), isExact: close[0] === tried, joined: close[0] };
  }
  return null;
}

// A name of several words with a slip or a space too many or too few: Västra Götland, Väst erås, RegionSkåne.
function findLongSlip(tokens, known) {
  for (let start = 0; start < tokens.length; start += 1) {
    for (let end = Math.min(tokens.length, start + 4); end > start; end -= 1) {
      const found = readLongSlip(tokens, start, end, known);
      if (found) return found;
    }
  }
  return null;
}

function readLongSlip(tokens, start, end, known) {
  const inside = tokens.slice(start, end);
  const texts = inside.map((token) => token.text);
  const text = texts.join("");
  if (text.length < SHORTEST_MISSPELT || texts.every((word) => isOrdinary(word, known))) return null;
  if (inside.length > 1 && (kindOf(inside[0], known) || kindOf(inside.at(-1), known))) return null;
  const found = readMisspelt(text, known);
  if (!found) return null;
  const isSure = found.name.includes(" ") || (found.isExact && (inside.length > 1 || found.wanted));
  return isSure ? { ...found, start, end, raw: inside.map((token) => token.raw).join(" ") } : null;
}

// A name of one word with a slip, where no entry has such a word.
function findShortSlip(tokens, known) {
  for (let start = 0; start < tokens.length; start += 1) {
    const { text, raw } = tokens[start];
    if (isOrdinary(text, known) || kindOf(tokens[start], known) || known.vocabulary.isOther(text)) continue;
    const found = readMisspelt(text, known);
    if (!found) continue;
    const wide = widen({ ...found, start, end: start + 1, raw }, tokens, known);
    if (isSureSlip(wide, tokens[start], tokens, known)) return wide;
  }
  return null;
}

function isSureSlip(found, { text, raw }, tokens, { vocabulary }) {
  if (isLikeAPlace(text)) return false;
  if (found.wanted) return true;
  if (vocabulary.startingWith(text).length > 0) return false;
  if (PREPOSITIONS.has(tokens[found.start - 1]?.text)) return true;
  if (vocabulary.isEveryday(text) || vocabulary.isEveryday(raw)) return false;
  if (found.joined[0] !== text[0] && text.length < 7) return false;
  // A letter left out is likelier than a wrong one: klmar is Kalmar, not kliar.
  const isLessLikely = (word) => found.joined.length > text.length && word.length === text.length;
  const isOurs = (word) => word[0] === text[0] && vocabulary.isWord(word) && !vocabulary.isCommon(word) && !isLessLikely(word);
  return !vocabulary.closeTo(text).some(isOurs);
}

// Trä does not begin Tranås.
const isBegunAs = (raw, places) =>
  !/[^a-z0-9]/.test(raw) || places.some(({ title, short }) => [title, short].some((name) => name.toLowerCase().startsWith(raw)));

// starr gäv: no entry about starr has a word that begins so.
function findBegunPlace(tokens, known) {
  if (tokens.length < 2) return null;
  const { text, raw } = tokens.at(-1);
  if (STOP_WORDS.has(text) || text.length < 3 || /\d/.test(text) || JOINING.has(tokens.at(-2).text)) return null;
  const name = placeNames(known, text).find((one) => isBegunAs(raw, known.places.get(one)));
  if (!name || known.vocabulary.isCommon(text, raw) || findKnown(known.vocabulary, text).size > 0) return null;
  const begun = findBeginning(known.vocabulary, text, { last: true });
  const others = contentOf(tokens.slice(0, -1).map((token) => token.text));
  const fits = (hits) => [...hits.keys()].some((entry) => begun.has(entry));
  if (begun.size > 0 && others.some((word) => fits(lookUp(known.vocabulary, word, { last: false }).hits))) return null;
  const found = { start: tokens.length - 1, end: tokens.length, name, raw, places: known.places.get(name) };
  return widen(found, tokens, known);
}

export const placeNames = (known, text) =>
  [...known.places.keys()].filter((form) => form.startsWith(text)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
