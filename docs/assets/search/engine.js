// The search engine: words and places in, ranked entries out. No DOM and no imports, so it runs in Node and in tests.
//
// A query becomes an area and terms. Each term finds entries in the ways of `lookUp`, surest first; an entry's score is
// how well the terms are found in it, weighted by how rare each term is. A whole title or everyday word wins outright.

const STOP_WORDS = new Set(
  (
    "alla at att av behandlas behandling billig billigast bra bast basta da de den det dig din du dyr dyrt eller en ett " +
    "far fick finns for fran fungerar far ga ger gor ha han har hjalp hon hos hur i in ingen inte ja jag kan kosta kostar " +
    "kostnaden kostnad lang lange langt man med mig min mina mitt mot mycket nar nu och om pa pris priset samma sig sin ska skall som " +
    "till ut vad var vara vem vid vill vilka vilken vilket with are and the of in an a to cost what"
  ).split(" "),
);

const KINDS = ["diagnosis", "device", "indicator", "register", "page", "area"];
const WEIGHT = { title: 1, term: 0.85 };
const REGION_WORDS = new Set(["region", "regionen", "regions", "lan", "lanet", "lans", "landsting", "landstinget"]);
const MUNICIPALITY_WORDS = new Set(["kommun", "kommunen", "kommuns", "stad"]);
const ENGLISH_WORDS = new Set(["what", "how", "where", "which", "who", "there", "the", "of", "you", "they", "and", "for"]);
// One letter from a place name, but words of their own: the commoner ones of the 60,000 most used Swedish words.
const EVERYDAY_WORDS = new Set(
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
const SHORTEST_MISSPELT = 5;
const PREPOSITIONS = new Set(["i", "for", "fran", "inom"]);
const LONGEST_WORD = 48;
const MOST_TERMS = 12;

const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ł: "l" };

// The same as fold() in build_site/search/fold.py; one table of cases tests both.
export function fold(text) {
  const apart = String(text).normalize("NFKD").toLowerCase();
  const plain = apart.replace(/[øæœßđł]/g, (letter) => LETTERS[letter]).replace(/\p{M}/gu, "");
  return (plain.match(/[a-z0-9]+/g) ?? []).join(" ");
}

// A light Swedish stem, always used beside the raw word: kryckor, kryckan → kryck.
export function stem(word) {
  if (word.length < 5 || /\d/.test(word)) return word;
  const bare = word.length > 5 ? word.replace(/([^s])s$/, "$1") : word;
  const cut = bare.replace(/(?:erna|arna|orna|ande|aren|ar|er|or|en|et|at|an|na|a|e)$/, "").replace(/([rl])n$/, "$1");
  return cut.length >= 4 ? cut : bare;
}

// Optimal string alignment distance, given up beyond `most`.
function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

function deletions(word) {
  const shorter = [];
  for (let i = 0; i < word.length; i += 1) shorter.push(word.slice(0, i) + word.slice(i + 1));
  return shorter;
}

// ---------------------------------------------------------------- entries

function readEntries(index) {
  const found = (index.entries ?? []).map(([id, title, url, terms = [], codes = [], indicators = []]) => {
    const kind = id.slice(0, id.indexOf(":"));
    const own = kind === "indicator" ? [id.slice(kind.length + 1)] : indicators;
    return { id, kind, title, url, terms, codes, indicators: own, area: null };
  });
  const places = (index.places ?? []).map(([code, name, short, url, parent, forms]) => ({
    id: `area:${code}`, kind: "area", title: name, url, terms: [short, ...forms], codes: [], indicators: [],
    area: code, parent, short,
  }));
  return [...found, ...places].map((entry, number) => ({ ...entry, number }));
}

const contentOf = (words) => {
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : words;
};

// ---------------------------------------------------------------- the index in memory

class Vocabulary {
  constructor(entries) {
    this.postings = new Map(); // word → Map(entry number → weight)
    this.stems = new Map(); // stem → Set(word)
    this.phrases = new Map(); // whole folded title or term → Map(entry number → weight)
    this.squashed = new Map(); // the same without spaces
    for (const entry of entries) {
      this.addPhrase(entry, entry.title, WEIGHT.title);
      for (const term of entry.terms) this.addPhrase(entry, term, WEIGHT.term);
      for (const code of entry.codes) this.addWhole(entry, fold(code), WEIGHT.title);
    }
    this.words = [...this.postings.keys()].sort();
    this.backwards = this.words.map((word) => [...word].reverse().join("")).sort();
    this.typos = null; // made when first needed
  }

  get shortened() {
    this.typos ??= this.indexTypos();
    return this.typos;
  }

  addPhrase(entry, text, weight) {
    const words = fold(text).split(" ").filter(Boolean);
    if (words.length === 0) return;
    this.addWhole(entry, words.join(" "), weight);
    const content = contentOf(words);
    // Words of a long title say less of it each.
    const share = weight * (0.72 + 0.28 / Math.sqrt(content.length));
    for (const word of content) this.addWord(entry, word, share);
    for (let i = 0; i + 1 < words.length; i += 1) {
      const joined = words[i] + words[i + 1];
      if (!STOP_WORDS.has(words[i]) && !STOP_WORDS.has(words[i + 1])) this.addWord(entry, joined, share);
    }
  }

  addWhole(entry, phrase, weight) {
    put(this.phrases, phrase, entry, weight);
    put(this.squashed, phrase.replaceAll(" ", ""), entry, weight);
  }

  addWord(entry, word, weight) {
    put(this.postings, word, entry, weight);
    for (const key of new Set([word, stem(word)])) {
      const words = this.stems.get(key) ?? new Set();
      this.stems.set(key, words.add(word));
    }
  }

  // Every key with one letter left out: two words one slip apart meet here.
  indexTypos() {
    const shortened = new Map();
    for (const key of this.stems.keys()) {
      if (key.length < 4 || key.length > 24 || /\d/.test(key)) continue;
      for (const shorter of new Set(deletions(key))) {
        const keys = shortened.get(shorter);
        if (keys) keys.push(key);
        else shortened.set(shorter, [key]);
      }
    }
    return shortened;
  }

  // Knä begins knäprotes, knäskydd, knäortos: a word that compounds are made of.
  beginsMany(word) {
    return this.startingWith(word).length > 3;
  }

  startingWith(prefix) {
    return sliceFrom(this.words, prefix);
  }

  endingWith(suffix) {
    const turned = (word) => [...word].reverse().join("");
    return sliceFrom(this.backwards, turned(suffix)).map(turned);
  }

  closeTo(word) {
    const keys = new Set(this.shortened.get(word) ?? []);
    for (const shorter of deletions(word)) {
      if (this.stems.has(shorter)) keys.add(shorter);
      for (const key of this.shortened.get(shorter) ?? []) keys.add(key);
    }
    return [...keys].filter((key) => distance(word, key, 1) <= 1);
  }

  nearlyCloseTo(word) {
    return this.words.filter((known) => !/\d/.test(known) && distance(word, known, 2) <= 2);
  }
}

function put(map, key, entry, weight) {
  const there = map.get(key) ?? new Map();
  there.set(entry.number, Math.max(weight, there.get(entry.number) ?? 0));
  map.set(key, there);
}

function sliceFrom(sorted, prefix) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < prefix) low = middle + 1;
    else high = middle;
  }
  const found = [];
  while (low < sorted.length && sorted[low].startsWith(prefix)) found.push(sorted[low++]);
  return found;
}

// ---------------------------------------------------------------- finding a term

// Hits are Map(entry number → how well, 0 to 1).
function addHits(hits, postings, quality) {
  if (!postings) return;
  for (const [entry, weight] of postings) hits.set(entry, Math.max(hits.get(entry) ?? 0, weight * quality));
}

function hitsOf(vocabulary, words, quality) {
  const hits = new Map();
  for (const word of words) addHits(hits, vocabulary.postings.get(word), quality);
  return hits;
}

function findKnown(vocabulary, word) {
  const hits = new Map();
  addHits(hits, vocabulary.postings.get(word), 1);
  for (const key of new Set([word, stem(word)])) {
    for (const known of vocabulary.stems.get(key) ?? []) addHits(hits, vocabulary.postings.get(known), 0.92);
  }
  return hits;
}

function findBeginning(vocabulary, word, { last }) {
  const hits = new Map();
  if (word.length < (last ? 2 : 3)) return hits;
  for (const known of vocabulary.startingWith(word)) {
    if (known !== word) addHits(hits, vocabulary.postings.get(known), 0.45 + 0.35 * (word.length / known.length));
  }
  // höftproteser begins höftprotesoperation once its ending is off.
  const bare = stem(word);
  if (hits.size > 0 || bare === word || bare.length < 5) return hits;
  return hitsOf(vocabulary, vocabulary.startingWith(bare), 0.55);
}

function findEnding(vocabulary, word) {
  const hits = new Map();
  if (word.length < 4) return hits;
  for (const tail of new Set([word, stem(word)])) {
    if (tail.length < 4) continue;
    for (const known of vocabulary.endingWith(tail)) addHits(hits, vocabulary.postings.get(known), 0.4);
  }
  return hits;
}

function findMisspelt(vocabulary, word) {
  if (word.length < 4 || /\d/.test(word)) return new Map();
  const sure = (key) => word.length >= 5 || key[0] === word[0];
  const keys = new Set([...vocabulary.closeTo(word), ...(word.length > 6 ? vocabulary.closeTo(stem(word)) : [])]);
  const words = [...keys].filter(sure).flatMap((key) => [...(vocabulary.stems.get(key) ?? [])]);
  if (words.length > 0) return hitsOf(vocabulary, words, 0.65);
  return word.length < 8 ? new Map() : hitsOf(vocabulary, vocabulary.nearlyCloseTo(word), 0.5);
}

const isPart = (vocabulary, part) => part.length >= 3 && (vocabulary.stems.has(part) || vocabulary.stems.has(stem(part)));

// All ways to cut a compound in known words: gråstarrsoperation → gråstarr, operation.
function cutCompound(vocabulary, word, depth = 0) {
  const ways = [];
  for (let at = 3; at <= word.length - 3; at += 1) {
    const head = word.slice(0, at);
    const bare = [head, /[seoau]$/.test(head) ? head.slice(0, -1) : ""].find((part) => isPart(vocabulary, part));
    if (!bare) continue;
    const rest = word.slice(at);
    if (isPart(vocabulary, rest)) ways.push([bare, rest]);
    if (depth === 0) ways.push(...cutCompound(vocabulary, rest, 1).map((parts) => [bare, ...parts]));
  }
  return ways;
}

function findParts(vocabulary, parts) {
  const hits = new Map();
  const letters = parts.reduce((sum, part) => sum + part.length, 0);
  for (const part of parts) {
    for (const [entry, quality] of findKnown(vocabulary, part)) {
      hits.set(entry, (hits.get(entry) ?? 0) + (quality * 0.8 * part.length) / letters);
    }
  }
  // A part that is all of a title counts for more than two that are words of one.
  for (const part of parts) {
    if (part.length >= 5) addHits(hits, vocabulary.squashed.get(part) ?? vocabulary.squashed.get(stem(part)), 0.75);
  }
  return hits;
}

function findCompound(vocabulary, word) {
  if (word.length < 6 || word.length > 32 || /\d/.test(word)) return new Map();
  const best = new Map();
  for (const parts of cutCompound(vocabulary, word)) {
    for (const [entry, quality] of findParts(vocabulary, parts)) best.set(entry, Math.max(best.get(entry) ?? 0, quality));
  }
  return best.size > 0 ? best : findHalf(vocabulary, word);
}

// One end of a compound is known: knäplastik by knä, kaffeprotes by protes.
function findHalf(vocabulary, word) {
  for (let length = word.length - 3; length >= 3; length -= 1) {
    const head = word.slice(0, length);
    const known = vocabulary.postings.has(head);
    if (known && (length >= 5 || vocabulary.beginsMany(head))) return hitsOf(vocabulary, [head], 0.5);
    const tail = word.slice(word.length - length);
    if (length >= 5 && isPart(vocabulary, tail)) {
      const hits = findKnown(vocabulary, tail);
      return new Map([...hits].map(([entry, quality]) => [entry, quality * 0.5]));
    }
  }
  return new Map();
}

function merge(...all) {
  const merged = new Map();
  for (const hits of all) addHits(merged, hits, 1);
  return merged;
}

function lookUp(vocabulary, word, { last }) {
  const known = findKnown(vocabulary, word);
  if (/\d/.test(word)) return known;
  const begun = findBeginning(vocabulary, word, { last });
  if (known.size > 0) return merge(known, begun, findEnding(vocabulary, word));
  if (begun.size > 0) return merge(begun, findEnding(vocabulary, word));
  const misspelt = findMisspelt(vocabulary, word);
  if (misspelt.size > 0) return misspelt;
  return merge(findCompound(vocabulary, word), findEnding(vocabulary, word));
}

// ---------------------------------------------------------------- codes

const bareCode = (code) => code.toUpperCase().replace(/[^A-Z0-9]/g, "");

function readCodes(entries) {
  return entries.flatMap((entry) =>
    entry.codes.map((code) => {
      const [from, to] = code.split(/[-\u2013]/).map(bareCode);
      const range = to && /^[A-Z]\d+$/.test(from) && /^[A-Z]\d+$/.test(to);
      return { entry: entry.number, from: range ? from : bareCode(code), to: range ? to : null, isIcd: /^[A-Z]\d\d/.test(from) };
    }),
  );
}

function matchCode(code, { from, to, isIcd }) {
  if (code === from && !to) return 1;
  if (to) {
    const start = code.slice(0, from.length);
    if (start.length === from.length && start >= from && start <= to) {
      const span = Number(to.slice(1)) - Number(from.slice(1));
      return code === from || code === to ? 0.9 - span / 1000 : 0.85 - span / 1000;
    }
    return from.startsWith(code) ? 0.7 : 0;
  }
  if (from.startsWith(code)) return 0.75;
  if (isIcd && code.length > 3 && /^[A-Z]\d\d/.test(code) && code.startsWith(from)) return 0.85;
  return !isIcd && /^\d+$/.test(code) && from.length >= 4 && code.startsWith(from) ? 0.5 : 0;
}

function findCode(codes, word, { alone }) {
  const looksLikeCode = /^[a-z]{1,5}\d/.test(word) || (/^\d+$/.test(word) && word.length >= (alone ? 2 : 4));
  const hits = new Map();
  if (!looksLikeCode) return hits;
  const code = bareCode(word);
  for (const known of codes) {
    const quality = matchCode(code, known);
    if (quality > 0) hits.set(known.entry, Math.max(hits.get(known.entry) ?? 0, quality));
  }
  return hits;
}

// ---------------------------------------------------------------- places

function readPlaces(entries) {
  const places = new Map(); // folded name → area entries
  for (const entry of entries) {
    if (entry.kind !== "area") continue;
    for (const form of new Set(entry.terms.map(fold))) {
      if (form) places.set(form, [...(places.get(form) ?? []), entry]);
    }
  }
  return places;
}

function choosePlace({ places, raw, wanted }, byCode) {
  const level = (entry) => (entry.area.length === 4 ? "municipality" : "region");
  const spelt = (entry) => [entry.short.toLowerCase(), `${entry.short.toLowerCase()}s`].includes(raw);
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

const isOrdinary = (word, { vocabulary }) => STOP_WORDS.has(word) || findKnown(vocabulary, word).size > 0;

// Kommun and region, also with one slip: komun, reigon.
function kindOf(token, known) {
  if (!token || token.raw.startsWith("l\u00e5n")) return null;
  if (REGION_WORDS.has(token.text)) return "region";
  if (MUNICIPALITY_WORDS.has(token.text)) return "municipality";
  if (token.text.length < 5 || known.vocabulary.postings.has(token.text)) return null;
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
  const isWord = STOP_WORDS.has(found.name) || known.vocabulary.postings.has(found.name);
  if (!isWord || found.wanted) return true;
  if (found.name === "are") return found.raw === "\u00e5re" || !tokens.some((token) => ENGLISH_WORDS.has(token.text));
  return found.end === tokens.length || PREPOSITIONS.has(tokens[found.start - 1]?.text);
}

function findPlace(tokens, known) {
  const long = findLongSlip(tokens, known);
  for (let start = 0; start < tokens.length; start += 1) {
    const at = readPlaceAt(tokens, start, known);
    const found = at && widen(at, tokens, known);
    if (!found || !isMeantAsPlace(found, tokens, known)) continue;
    // Jmtland Härjedalen holds all of Härjedalen.
    const isInside = long && long.start <= at.start && long.end >= at.end && long.end - long.start > at.end - at.start;
    return isInside ? widen(long, tokens, known) : found;
  }
  if (long) return widen(long, tokens, known);
  return findBegunPlace(tokens, known) ?? findShortSlip(tokens, known);
}

// ---------------------------------------------------------------- misspelt places

// Only names of five letters or more may be misspelt: Åre, Ale and Hjo are one slip from too much else.
class Misspellings {
  constructor(places) {
    this.names = new Map(); // name without spaces → name
    for (const name of places.keys()) {
      const joined = name.replaceAll(" ", "");
      const isLong = places.get(name).some((entry) => fold(entry.short).length >= SHORTEST_MISSPELT);
      if (isLong && joined.length >= SHORTEST_MISSPELT && !/ (?:lan|kommun|stad)$|^region /.test(name)) this.names.set(joined, name);
    }
    this.shortened = null; // made when first needed
  }

  shorten() {
    const shortened = new Map();
    for (const joined of this.names.keys()) {
      for (const shorter of new Set(deletions(joined))) shortened.set(shorter, [...(shortened.get(shorter) ?? []), joined]);
    }
    return shortened;
  }

  // The names at most one slip from `text`, likeliest first.
  closeTo(text) {
    if (text.length < SHORTEST_MISSPELT - 1 || /\d/.test(text)) return [];
    this.shortened ??= this.shorten();
    const near = new Set([text, ...(this.shortened.get(text) ?? [])]);
    for (const shorter of deletions(text)) {
      near.add(shorter);
      for (const joined of this.shortened.get(shorter) ?? []) near.add(joined);
    }
    const found = [...near].filter((joined) => this.names.has(joined) && distance(text, joined, 1) <= 1);
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
function readMisspelt(text, known) {
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
    if (isOrdinary(text, known) || kindOf(tokens[start], known)) continue;
    const found = readMisspelt(text, known);
    if (!found) continue;
    const wide = widen({ ...found, start, end: start + 1, raw }, tokens, known);
    if (isSureSlip(wide, text, tokens, known)) return wide;
  }
  return null;
}

function isSureSlip(found, text, tokens, { vocabulary }) {
  if (EVERYDAY_WORDS.has(text)) return false;
  if (found.wanted) return true;
  if (vocabulary.startingWith(text).length > 0) return false;
  if (PREPOSITIONS.has(tokens[found.start - 1]?.text)) return true;
  if (found.joined[0] !== text[0] && text.length < 7) return false;
  return !vocabulary.closeTo(text).some((word) => word[0] === text[0] && vocabulary.postings.has(word));
}

// starr gäv: no entry about starr has a word that begins so.
function findBegunPlace(tokens, known) {
  if (tokens.length < 2) return null;
  const { text, raw } = tokens.at(-1);
  if (STOP_WORDS.has(text) || text.length < 3 || /\d/.test(text)) return null;
  const [name] = placeNames(known, text);
  if (!name || findKnown(known.vocabulary, text).size > 0) return null;
  const begun = findBeginning(known.vocabulary, text, { last: true });
  const others = contentOf(tokens.slice(0, -1).map((token) => token.text));
  const fits = (hits) => [...hits.keys()].some((entry) => begun.has(entry));
  if (begun.size > 0 && others.some((word) => fits(lookUp(known.vocabulary, word, { last: false })))) return null;
  const found = { start: tokens.length - 1, end: tokens.length, name, raw, places: known.places.get(name) };
  return widen(found, tokens, known);
}

const placeNames = (known, text) =>
  [...known.places.keys()].filter((form) => form.startsWith(text)).sort((a, b) => a.length - b.length || (a < b ? -1 : 1));

// ---------------------------------------------------------------- the query

function readTokens(query) {
  const tokens = [];
  for (const part of String(query).slice(0, 200).toLowerCase().normalize("NFC").split(/[\s,;:!?()"'/\u2013-]+/u)) {
    const code = part.replace(/[.*\u2020]+$/u, "");
    if (/^[a-z]\d{2}[.]\d{1,3}[a-z]?$/.test(code)) tokens.push({ text: code.replace(".", ""), raw: code });
    else for (const text of fold(part).split(" ")) if (text) tokens.push({ text: text.slice(0, LONGEST_WORD), raw: part });
  }
  return joinDigits(tokens).slice(0, 24);
}

// 12 06 06 is one code.
function joinDigits(tokens) {
  const joined = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const pair = /^\d\d$/.test(token.text) && before && /^(?:\d\d){1,2}$/.test(before.text);
    if (pair) joined[joined.length - 1] = { text: before.text + token.text, raw: before.raw };
    else joined.push({ ...token });
  }
  return joined;
}

// Each term is Map(entry → quality); neighbours are also tried as one word, which then answers for both.
function findTerms(words, known) {
  const alone = words.length === 1;
  const terms = words.map((word, i) => {
    const last = i === words.length - 1;
    return merge(lookUp(known.vocabulary, word, { last }), findCode(known.codes, word, { alone }));
  });
  for (let i = 0; i + 1 < words.length; i += 1) {
    const pair = words[i] + words[i + 1];
    if (words[i].length < 2 || words[i + 1].length < 2) continue;
    const last = i + 2 === words.length;
    const joined = merge(
      findKnown(known.vocabulary, pair),
      findBeginning(known.vocabulary, pair, { last }),
      findCode(known.codes, pair, { alone: false }),
    );
    if (joined.size === 0 && pair.length >= 7) addHits(joined, findMisspelt(known.vocabulary, pair), 1);
    addHits(terms[i], joined, 0.98);
    addHits(terms[i + 1], joined, 0.98);
  }
  return terms;
}

function scoreTerms(terms, known) {
  const counted = terms.filter((hits) => hits.size > 0);
  const rarity = counted.map((hits) => Math.log(1 + known.entries.length / hits.size));
  const whole = rarity.reduce((sum, weight) => sum + weight, 0);
  const scores = new Map();
  counted.forEach((hits, i) => {
    for (const [entry, quality] of hits) {
      const { sum, share } = scores.get(entry) ?? { sum: 0, share: 0 };
      scores.set(entry, { sum: sum + (quality * rarity[i]) / whole, share: share + rarity[i] / whole });
    }
  });
  return new Map([...scores].map(([entry, { sum, share }]) => [entry, sum * (0.4 + 0.6 * share)]));
}

function addPhrases(scores, words, content, query, known) {
  const { phrases, squashed } = known.vocabulary;
  const ways = [
    [phrases.get(fold(query)), 1],
    [phrases.get(words.join(" ")), 1],
    [words.length > 1 || words[0]?.length >= 5 ? squashed.get(words.join("")) : null, 0.95],
    [phrases.get(content.join(" ")), content.length < words.length ? 0.8 : 1],
  ];
  addInnerPhrases(scores, words, phrases);
  for (const [found, quality] of ways) {
    for (const [entry, weight] of found ?? []) {
      scores.set(entry, Math.max(scores.get(entry) ?? 0, (1 + weight) * quality));
    }
  }
}

// operation grå starr: two neighbours are all of a title.
function addInnerPhrases(scores, words, phrases) {
  for (let start = 0; start < words.length; start += 1) {
    for (let end = start + 2; end <= Math.min(words.length, start + 4); end += 1) {
      for (const [entry, weight] of phrases.get(words.slice(start, end).join(" ")) ?? []) {
        scores.set(entry, (scores.get(entry) ?? 0) + (0.3 * weight * (end - start)) / words.length);
      }
    }
  }
}

function rank(scores, known, area, limit) {
  return [...scores]
    .map(([number, score]) => ({ entry: known.entries[number], score: score - KINDS.indexOf(known.entries[number].kind) * 0.03 }))
    .filter(({ score }) => score > 0.12)
    .sort((a, b) => b.score - a.score || a.entry.number - b.entry.number)
    .slice(0, limit)
    .map(({ entry, score }) => ({
      id: entry.id,
      kind: entry.kind,
      title: entry.title,
      url: entry.url,
      area: entry.kind === "area" ? entry.area : area,
      indicators: entry.indicators,
      score: Math.round(score * 1000) / 1000,
    }));
}

function searchPlaces(found, chosen, known) {
  const scores = new Map();
  const namesakes = [...found.places, ...(found.others ?? [])].filter((place) => place !== chosen);
  [chosen, ...namesakes].forEach((place, i) => scores.set(place.number, 3 - i * 0.1));
  addHits(scores, known.vocabulary.postings.get(found.name), 1);
  return scores;
}

function searchAll(query, area, limit, known) {
  const tokens = readTokens(query);
  const whole = [fold(query), tokens.map((token) => token.text).join(" ")];
  const found = whole.some((phrase) => known.vocabulary.phrases.has(phrase)) ? null : findPlace(tokens, known);
  if (!found) return rank(searchWords(tokens, query, known), known, area ?? null, limit);
  const chosen = choosePlace(found, known.byCode);
  const left = [...tokens.slice(0, found.start), ...tokens.slice(found.end)];
  const onlyPlace = left.every((token) => STOP_WORDS.has(token.text));
  const scores = onlyPlace ? searchPlaces(found, chosen, known) : searchWords(left, query, known);
  return rank(scores, known, chosen.area, limit);
}

function searchWords(tokens, query, known) {
  const words = tokens.map((token) => token.text);
  const content = contentOf(words);
  const scores = scoreTerms(findTerms(content.slice(0, MOST_TERMS), known), known);
  addPhrases(scores, words, content, query, known);
  if (words.length === 1) addBegunPlaces(scores, words[0], known);
  return scores;
}

function addBegunPlaces(scores, word, known) {
  if (word.length < 2) return;
  addMisspeltPlaces(scores, word, known);
  for (const name of placeNames(known, word).slice(0, 3)) {
    for (const place of known.places.get(name)) scores.set(place.number, 0.45 + 0.35 * (word.length / name.length));
  }
  const coded = known.byCode.get(word);
  if (coded) scores.set(coded.number, 0.9);
}

// Below the entries that have such a word.
function addMisspeltPlaces(scores, word, known) {
  const found = isOrdinary(word, known) ? null : readMisspelt(word, known);
  if (!found) return;
  [...found.places, ...(found.others ?? [])].forEach((place, i) => scores.set(place.number, 0.7 - i * 0.02));
}

// The nearest there is when nothing is found: the titles that share most three-letter pieces with the query.
function suggestNearest(query, limit, known) {
  const pieces = (text) => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, i) => text.slice(i, i + 3)));
  const wanted = pieces(fold(query).replaceAll(" ", ""));
  const scores = new Map();
  if (wanted.size < 2) return [];
  for (const [phrase, found] of known.vocabulary.phrases) {
    const own = pieces(phrase.replaceAll(" ", ""));
    const shared = [...own].filter((piece) => wanted.has(piece)).length;
    const likeness = (2 * shared) / (own.size + wanted.size);
    if (likeness >= 0.34) addHits(scores, found, likeness);
  }
  return rank(scores, known, null, limit);
}

export function createEngine(index) {
  const entries = readEntries(index);
  const words = new Vocabulary(entries.filter((entry) => entry.kind !== "area"));
  const places = readPlaces(entries);
  const known = {
    entries,
    vocabulary: words,
    codes: readCodes(entries),
    places,
    misspellings: new Misspellings(places),
    byCode: new Map(entries.filter((entry) => entry.kind === "area").map((entry) => [entry.area, entry])),
  };
  return {
    search: (query, { area = null, limit = 10 } = {}) => searchAll(query, area, limit, known),
    suggest: (query, { limit = 3 } = {}) => suggestNearest(query, limit, known),
  };
}
