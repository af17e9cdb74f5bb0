// The words of the index, and the ways a word of a query finds them, surest first. No DOM.

import { deletions, distance, fold, sliceFrom, stem } from "./text.js";

export const STOP_WORDS = new Set(
  (
    "aldrig alla allt alltid andra annat att av ar bara basta basta bast battre behandlas behandling behandlingar behandla behova behover behovde " +
    "betyder bli blir blivit borde bra bry brukar bättre da dar dag dagar dar de deltar dem den denna deras dess dessa det detta dig din dina ditt " +
    "dom du efter ej eller en enligt er ett fa fanns far fatt fick fin finnas finns folk for fore fran fraga fragor funkar fungera fungerar fungerat " +
    "ga gar gatt ge ger gick gjort gora gör hade haft han har hela heller helst henne hennes hej hjalp hjalpa hjalper hon honom hos hur i " +
    "iblant ibland in ingen inget inne innan innebar inom inte ja jag ju just kan kanske ibland kolla kom komma kommer kunde kunna kvar " +
    "lagga latt lite lange langst langt ligger man manga med mellan men mer mest mig min mina mindre minst mitt mot mycket mina maste " +
    "nagon nagot nagra nar nara nej ni nog nu ny nya och ocksa ofta om oss pa per sa saga samma samt se sedan sen ser sig sin sina sitt sjalv " +
    "ska skall skulle som stammer star ta tack tar till tills tror tycker under upp ut utan utanfor vad val valdigt vanlig vanliga vanligt var vara varfor varit vart " +
    "svensk svenska svenskan svenskt svenskar svenskarna nationell nationella vem vet vi vid vilka vilken vilket vill vilja ville visst vore åt an ar " +
    "billig billigt billigast billigaste dyr dyra dyrt dyrast dyraste jamfor jamfora jamforelse jamforelser jamfort skillnad skillnader " +
    "samst samsta samre hog hoga lag laga lagst hogst storst minst flest fler farre bestammer ansvarar galler " +
    "mamma mammas pappa pappas mormor mormors morfar morfars farmor farmors farfar farfars mor far son sonen dotter dottern fru frun make maka sambo " +
    "the and or with are is am of in an a to for my how what where when which who do does can i me much many long get need"
  ).split(" ").map(fold),
);

export const WEIGHT = { title: 1, term: 0.85 };
const PART = 0.55;

// Ends of compounds that say what is done about the first part: prostatacancer|behandling.
const TAILS = new Set(
  (
    "avdelning avdelningen behandling behandlingar besok besvar byte diagnos drabbad forskrivning forskrivningen hjalpmedel klinik " +
    "kirurgi lakare medicin mediciner mottagning mottagningen operation operationer patient patienter plats platser problem protes " +
    "remiss screening sjuk sjuka sjukdom sjukdomar skada skador skoterska smarta smartor symptom symtom tillbehor undersokning " +
    "undersokningar utprovning utredning utredningar varden vard vark centrum registret plastik"
  ).split(" "),
);

const reversed = (word) => [...word].reverse().join("");

export const contentOf = (words) => {
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : words;
};

function put(map, key, entry, weight) {
  const there = map.get(key) ?? new Map();
  there.set(entry.number, Math.max(weight, there.get(entry.number) ?? 0));
  map.set(key, there);
}

function collect(map, key, value) {
  const there = map.get(key);
  if (there) there.add(value);
  else map.set(key, new Set([value]));
}

// hoft+protes-en: the parts of hoftprotesen. A letter that only holds two parts together is none.
function readCuts(cuts) {
  const parts = (cut) => cut.replace(/-.*/, "").split("+").filter((part) => part.length > 1);
  return new Map(cuts.split(" ").map((cut) => [cut.replace(/[+-]/g, ""), parts(cut)]));
}

export class Vocabulary {
  // `words` are those of the index: which words are everyday ones, and the parts of compounds.
  constructor(entries, words = {}) {
    this.postings = new Map(); // word → Map(entry number → weight)
    this.byPart = new Map(); // part of a compound → Map(entry number → weight)
    this.stems = new Map(); // stem → Set(word)
    this.phrases = new Map(); // whole folded title or term → Map(entry number → weight)
    this.squashed = new Map(); // the same without spaces
    this.spelt = new Map(); // word → Set(word as it is spelt, with its rings and dots)
    this.common = new Set((words.common ?? "").split(" "));
    this.parts = readCuts(words.cut ?? "");
    for (const entry of entries) {
      this.addPhrase(entry, entry.title, WEIGHT.title);
      for (const term of entry.terms) this.addPhrase(entry, term, WEIGHT.term);
      for (const code of entry.codes) this.addWhole(entry, fold(code), WEIGHT.title);
    }
    this.words = [...this.postings.keys()].sort();
    this.near = null; // made when first needed
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
    this.keepSpelling(text);
  }

  keepSpelling(text) {
    for (const spelt of text.toLowerCase().normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? []) {
      const word = fold(spelt);
      if (word !== spelt || this.spelt.has(word)) collect(this.spelt, word, spelt);
      else if (this.postings.has(word)) collect(this.spelt, word, spelt);
    }
  }

  addWhole(entry, phrase, weight) {
    put(this.phrases, phrase, entry, weight);
    put(this.squashed, phrase.replaceAll(" ", ""), entry, weight);
  }

  addWord(entry, word, weight) {
    put(this.postings, word, entry, weight);
    for (const key of new Set([word, stem(word)])) collect(this.stems, key, word);
    for (const part of this.parts.get(word) ?? []) {
      for (const key of new Set([part, stem(part)])) put(this.byPart, key, entry, weight);
    }
  }

  has(word) {
    return this.stems.has(word) || this.stems.has(stem(word));
  }

  // An everyday word says nothing alone about care, and is never another word misspelt.
  isCommon(word, raw = word) {
    return this.common.has(word) || this.common.has(raw) || this.common.has(stem(word));
  }

  // Väder is not vader, nor sången säng: whoever writes rings and dots means them, as far as the two words are the same.
  isSpeltLike(raw, word, known) {
    if (!/[^a-z0-9]/.test(raw) || fold(raw) !== word) return true;
    let same = 0;
    while (same < word.length && word[same] === known[same]) same += 1;
    const start = raw.slice(0, same);
    const spelt = this.spelt.get(known);
    return !spelt || [...spelt].some((one) => one.startsWith(start));
  }

  startingWith(prefix) {
    return sliceFrom(this.words, prefix);
  }

  // Knä begins knäprotes, knäskydd, knäortos: a word that compounds are made of.
  beginsMany(word) {
    return this.startingWith(word).length > 3;
  }

  get nearness() {
    this.near ??= this.indexNear();
    return this.near;
  }

  // Every key with one letter left out, where two words one slip apart meet; and the words by length and first letter.
  indexNear() {
    const shortened = new Map();
    for (const key of this.stems.keys()) {
      if (key.length < 4 || key.length > 24 || /\d/.test(key)) continue;
      for (const shorter of new Set(deletions(key))) {
        const keys = shortened.get(shorter);
        if (keys) keys.push(key);
        else shortened.set(shorter, [key]);
      }
    }
    const shelves = new Map();
    for (const word of this.words) {
      if (word.length >= 6 && !/\d/.test(word)) collect(shelves, word[0] + word.length, word);
    }
    return { shortened, shelves };
  }

  closeTo(word) {
    const { shortened } = this.nearness;
    const keys = new Set(shortened.get(word) ?? []);
    for (const shorter of deletions(word)) {
      if (this.stems.has(shorter)) keys.add(shorter);
      for (const key of shortened.get(shorter) ?? []) keys.add(key);
    }
    return [...keys].filter((key) => distance(word, key, 1) <= 1);
  }

  // Two slips, in words that begin alike.
  nearlyCloseTo(word) {
    const found = [];
    for (let length = word.length - 2; length <= word.length + 2; length += 1) {
      for (const known of this.nearness.shelves.get(word[0] + length) ?? []) {
        if (distance(word, known, 2) <= 2) found.push(known);
      }
    }
    return found;
  }
}

// ---------------------------------------------------------------- finding a word

// Hits are Map(entry number → how well, 0 to 1).
export function addHits(hits, postings, quality) {
  if (!postings) return;
  for (const [entry, weight] of postings) hits.set(entry, Math.max(hits.get(entry) ?? 0, weight * quality));
}

export function merge(...all) {
  const merged = new Map();
  for (const hits of all) addHits(merged, hits, 1);
  return merged;
}

function hitsOf(vocabulary, words, quality) {
  const hits = new Map();
  for (const word of words) addHits(hits, vocabulary.postings.get(word), quality);
  return hits;
}

export function findKnown(vocabulary, word, raw = word) {
  const hits = new Map();
  if (vocabulary.isSpeltLike(raw, word, word)) addHits(hits, vocabulary.postings.get(word), 1);
  // Vårdgarantin: the stem leaves its n, which vaccin and medicin need.
  const bare = /.{5}in$/.test(word) ? [word.slice(0, -1)] : [];
  for (const key of new Set([word, stem(word), ...bare])) {
    // Vänt is left of väntet and väntas, so a short stem says less.
    const quality = key.length >= 5 || key === word ? 0.92 : 0.78;
    for (const known of vocabulary.stems.get(key) ?? []) {
      if (vocabulary.isSpeltLike(raw, word, known)) addHits(hits, vocabulary.postings.get(known), quality);
    }
  }
  return hits;
}

export function findBeginning(vocabulary, word, { last, raw = word }) {
  const hits = new Map();
  if (word.length < (last ? 2 : 3)) return hits;
  for (const known of vocabulary.startingWith(word)) {
    const quality = (0.45 + 0.35 * (word.length / known.length)) * (vocabulary.isSpeltLike(raw, word, known) ? 1 : 0.5);
    if (known !== word) addHits(hits, vocabulary.postings.get(known), quality);
  }
  return hits;
}

// höftproteser begins höftprotesoperation once its ending is off.
function findBareBeginning(vocabulary, word) {
  const bare = stem(word);
  if (bare === word || bare.length < 5) return new Map();
  return hitsOf(vocabulary, vocabulary.startingWith(bare), 0.55);
}

function findByPart(vocabulary, word) {
  const hits = new Map();
  if (word.length < 3) return hits;
  for (const key of new Set([word, stem(word)])) addHits(hits, vocabulary.byPart.get(key), PART);
  return hits;
}

function findMisspelt(vocabulary, word) {
  if (word.length < 4 || !/^[a-z]*[aeiouy][a-z]*$/.test(word)) return new Map();
  const sure = (key) => (word.length >= 5 || key[0] === word[0]) && (key.length >= 5 || vocabulary.postings.has(key));
  const keys = new Set([...vocabulary.closeTo(word), ...(word.length > 6 ? vocabulary.closeTo(stem(word)) : [])]);
  const likely = [...keys].filter((key) => sure(key) && (key[0] === word[0] || key.at(-1) === word.at(-1)));
  return hitsOf(vocabulary, likely.flatMap((key) => [...(vocabulary.stems.get(key) ?? [])]), 0.65);
}

function findFarMisspelt(vocabulary, word) {
  if (word.length < 8 || !/^[a-z]*[aeiouy][a-z]*$/.test(word)) return new Map();
  return hitsOf(vocabulary, vocabulary.nearlyCloseTo(word), 0.5);
}

const isPart = (vocabulary, part) =>
  part.length >= 3 && (vocabulary.has(part) || vocabulary.byPart.has(part) || vocabulary.byPart.has(stem(part)));

const isTail = (vocabulary, part) => TAILS.has(part) || isPart(vocabulary, part);

// All ways to cut a compound in known words: gråstarrsoperation → gråstarr, operation.
function cutCompound(vocabulary, word, depth = 0) {
  const ways = [];
  for (let at = 3; at <= word.length - 3; at += 1) {
    const head = word.slice(0, at);
    const bare = [head, /[seoau]$/.test(head) ? head.slice(0, -1) : ""].find((part) => isPart(vocabulary, part));
    if (!bare) continue;
    const rest = word.slice(at);
    if (isTail(vocabulary, rest)) ways.push([bare, rest]);
    if (depth === 0) ways.push(...cutCompound(vocabulary, rest, 1).map((parts) => [bare, ...parts]));
  }
  return ways;
}

function findParts(vocabulary, parts) {
  const hits = new Map();
  const letters = parts.reduce((sum, part) => sum + part.length, 0);
  for (const part of parts) {
    for (const [entry, quality] of merge(findKnown(vocabulary, part), findByPart(vocabulary, part))) {
      hits.set(entry, (hits.get(entry) ?? 0) + (quality * 0.8 * part.length) / letters);
    }
  }
  // A part that is all of a title counts for more than two that are words of one, and a long one for more than a short.
  for (const part of parts) {
    const whole = vocabulary.squashed.get(part) ?? vocabulary.squashed.get(stem(part));
    if (part.length >= 5) addHits(hits, whole, 0.5 + (0.4 * part.length) / letters);
  }
  return hits;
}

function findCompound(vocabulary, word, raw) {
  if (word.length < 6 || word.length > 32 || /\d/.test(word)) return new Map();
  const best = new Map();
  for (const parts of cutCompound(vocabulary, word)) {
    if (!vocabulary.isSpeltLike(raw, word, parts[0])) continue;
    // Two everyday words say nothing of care: barnvagn.
    if (parts.every((part) => vocabulary.isCommon(part) || vocabulary.isCommon(`${part}a`))) continue;
    for (const [entry, quality] of findParts(vocabulary, parts)) best.set(entry, Math.max(best.get(entry) ?? 0, quality));
  }
  return best;
}

// One end of a compound is known: kaffeprotes by protes.
function findHalf(vocabulary, word) {
  if (word.length < 8 || word.length > 32 || /\d/.test(word)) return new Map();
  for (let length = word.length - 3; length >= 5; length -= 1) {
    const tail = word.slice(word.length - length);
    if (!vocabulary.has(tail) || vocabulary.isCommon(tail)) continue;
    return new Map([...findKnown(vocabulary, tail)].map(([entry, quality]) => [entry, quality * 0.5]));
  }
  return new Map();
}

// Every way, from the surest until one finds something. `sure`: the word itself is known.
export function lookUp(vocabulary, word, { last, raw = word }) {
  const known = findKnown(vocabulary, word, raw);
  if (/\d/.test(word)) return { hits: known, sure: known.size > 0 };
  const begun = merge(findBeginning(vocabulary, word, { last, raw }), findByPart(vocabulary, word));
  if (known.size > 0) return { hits: merge(known, begun), sure: vocabulary.postings.has(word) || stem(word).length >= 5 };
  if (begun.size > 0) return { hits: begun, sure: false };
  if (vocabulary.isCommon(word, raw)) return { hits: new Map(), sure: false };
  for (const find of [findMisspelt, findCompound, findBareBeginning, findFarMisspelt, findHalf]) {
    const hits = find(vocabulary, word, raw);
    if (hits.size > 0) return { hits, sure: find === findCompound };
  }
  return { hits: new Map(), sure: false };
}
