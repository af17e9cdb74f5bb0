// The words of the index, and the ways a word of a query finds them, surest first. No DOM.

import { distance, fold, foldAll, isOneSlip, readShortened, sliceFrom, spellings, stem } from "./text.js";

export const STOP_WORDS = new Set(
  (
    "aldrig alla allt alltid andra annat att av ar bara basta basta bast battre behandlas behandling behandlingar behandla behova behover behovde " +
    "betyder bli blir blivit borde bra bry brukar bättre da dar dag dagar dar de deltar dem den denna deras dess dessa det detta dig din dina ditt " +
    "dom du efter ej eller en enligt er ett fa fanns far fatt fick fin finnas finns folk for fore fran fraga fragor funkar fungera fungerar fungerat " +
    "ga gar gatt ge ger gick gjort gora gör hade haft han hander har hela heller helst henne hennes hej hjalp hjalpa hjalper hon honom hos hur i " +
    "iblant ibland in ingen inget inne innan innebar inom inte ja jag ju just kan kanske ibland kolla kom komma kommer kunde kunna kvar " +
    "lagga latt lite lange lang langa langre langst langt ligger man manga med mellan men mer mest mig min mina mindre minst mitt mot mycket mina maste " +
    "nagon nagot nagra nar nara nej ni nog nu ny nya och ocksa ofta om oss pa per sa saga sager sagt samma samt se sedan sen ser sig sin sina sitt sjalv " +
    "resten ska skall skulle som stammer star ta tack tar till tills tror tycker under upp ut utan utanfor vad val valdigt vanlig vanliga vanligt var vara varfor varit vart " +
    "svensk svenska svenskan svenskt svenskar tiden svenskarna nationell nationella vem vet vi vid vilka vilken vilket vill vilja ville visst vore åt an ar " +
    "billig billigt billigast billigaste dyr dyra dyrt dyrast dyraste jamfor jamfora jamforelse jamforelser jamfort skillnad skillnader " +
    "samst samsta samre hog hoga lag laga lagst lagsta hogst hogsta storst storsta minst minsta flest fler farre bestammer ansvarar galler " +
    "mamma mammas pappa pappas mormor mormors morfar morfars farmor farmors farfar farfars mor far son sonen dotter dottern fru frun make maka sambo " +
    "the and or with are is am of in an a to for my how what where when which who do does can i me much many long get need"
  ).split(" ").map(fold),
);

export const WEIGHT = { title: 1, term: 0.85 };
const PART = 0.55;
const LEAST_OF_COMPOUND = 0.4; // fotbollsresultat is not about results
const SHORTEST_SURE = 6;
const SHORTEST_BARE = 7; // nor lungmos about lungmottagning
const SHORTEST_MISSPELT = 4;
const NEARLY = 0.75;
const SHORTEST_NEARLY = 5; // peru is no peruk
const LONG_STEM = 4; // klmar is no airline
const LONG_OTHER = 9;
const INFLECTION = /^(?:s|n|t|a|en|et|ar|er|or|na|arna|erna|orna)?s?$/;
const LONGEST_MISSPELT = 24;

// Ends of compounds that say what is done about the first part: prostatacancer|behandling.
const TAILS = new Set(
  (
    "avdelning avdelningen behandling behandlingar besok besvar byte diagnos drabbad forskrivning forskrivningen hjalpmedel klinik " +
    "kirurgi lakare medicin mediciner mottagning mottagningen operation operationer patient patienter plats platser problem protes " +
    "remiss screening sjuk sjuka sjukdom sjukdomar skada skador skoterska smarta smartor symptom symtom tillbehor undersokning " +
    "undersokningar utprovning utredning utredningar varden vard vark centrum registret plastik"
  ).split(" "),
);

export const contentOf = (words) => {
  const content = words.filter((word) => !STOP_WORDS.has(word));
  return content.length > 0 ? content : words;
};

// Postings are flat lists of entry number and weight in turn: entries come in order, so one that is there already is the last.
function put(map, key, entry, weight) {
  const there = map.get(key);
  if (there === undefined) {
    map.set(key, [entry.number, weight]);
    return true;
  }
  if (there.at(-2) !== entry.number) there.push(entry.number, weight);
  else if (there.at(-1) < weight) there[there.length - 1] = weight;
  return false;
}

function collect(map, key, value) {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}

// What is made the first time somebody asks for it.
function keep(map, key, make) {
  let made = map.get(key);
  if (made === undefined) {
    made = make();
    map.set(key, made);
  }
  return made;
}

// Every title, term and code, with its entry and what it weighs.
function readLines(entries) {
  const lines = [];
  const add = (text, entry, weight, isCode) => lines.push({ text, folded: "", entry, weight, isCode });
  for (const entry of entries) {
    add(entry.title, entry, WEIGHT.title, false);
    for (const term of entry.terms) add(term, entry, WEIGHT.term, false);
    for (const code of entry.codes) add(code, entry, WEIGHT.title, true);
  }
  const folded = foldAll(lines.map((line) => line.text));
  for (let i = 0; i < lines.length; i += 1) lines[i].folded = folded[i];
  return lines.filter((line) => line.folded !== "");
}

// All words and phrases that begin with one letter.
class Shelf {
  constructor(letter) {
    this.letter = letter;
    this.postings = new Map(); // word → postings
    this.stems = new Map(); // stem → [word], but for the word that is its own
    this.phrases = new Map(); // whole folded title or term → postings
    this.squashed = new Map(); // the same without spaces, of those that have any → [postings]
    this.madeOf = new Map(); // part of a compound, and its stem → [compound]
    this.spelt = null; // folded word → as it is spelt, with rings and dots; made once asked for
    this.inOrder = null;
    this.byLength = null;
  }

  addLine({ folded, entry, weight, isCode }) {
    if (folded[0] === this.letter) put(this.phrases, folded, entry, weight);
    if (isCode) return;
    const words = folded.split(" ");
    // Words of a long title say less of it each.
    const share = weight * (0.72 + 0.28 / Math.sqrt(contentOf(words).length));
    const isTaken = (word) => !STOP_WORDS.has(word);
    const none = !words.some(isTaken); // only small words: then they are what there is
    words.forEach((word, i) => {
      if (word[0] !== this.letter || !(none || isTaken(word))) return;
      this.addWord(entry, word, share);
      if (i + 1 < words.length && !none && isTaken(words[i + 1])) this.addWord(entry, word + words[i + 1], share);
    });
  }

  addWord(entry, word, weight) {
    if (!put(this.postings, word, entry, weight)) return;
    const key = stem(word);
    if (key !== word) collect(this.stems, key, word);
  }

  // hoft+protes-en: the parts of hoftprotesen. A letter that only holds two parts together is none.
  addCut(cut) {
    const [body, ending = ""] = cut.split("-");
    const pieces = body.split("+");
    const word = pieces.join("") + ending;
    for (const part of pieces) {
      if (part.length < 2 || part[0] !== this.letter) continue;
      collect(this.madeOf, part, word);
      if (stem(part) !== part) collect(this.madeOf, stem(part), word);
    }
  }

  // Both orders, which typing and slips of the key need, are made by being read.
  makeReady() {
    return [this.words, this.lengths];
  }

  get isReady() {
    return this.inOrder !== null && this.byLength !== null;
  }

  get words() {
    this.inOrder ??= [...this.postings.keys()].sort();
    return this.inOrder;
  }

  // The words and stems without digits, by their length.
  get lengths() {
    if (!this.byLength) {
      this.byLength = new Map();
      const keys = new Set([...this.postings.keys(), ...this.stems.keys()]);
      for (const key of keys) if (!/\d/.test(key)) collect(this.byLength, key.length, key);
    }
    return this.byLength;
  }
}

// First letters that sound alike before some letter or other: äksem, kancer, sykel.
const SOUNDS = ["aeo", "ckqsz", "fvw", "ijy"];
const soundsLike = (letter) => SOUNDS.find((letters) => letters.includes(letter)) ?? letter;

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

// Nothing is made before it is asked for, and then for the words of one first letter only: on a phone the whole takes ten
// times as long as what the first query needs.
export class Vocabulary {
  // `words` are those of the index: which words are everyday ones, and the parts of compounds.
  constructor(entries, words = {}) {
    this.lines = readLines(entries);
    this.cuts = readShortened(words.cut);
    this.common = new Set(readShortened(words.common));
    this.ambiguous = new Set((words.ambiguous ?? "").split(" "));
    this.others = readShortened(words.other);
    this.shelves = new Map();
    this.none = new Shelf("");
  }

  shelfOf(word) {
    const letter = word[0];
    return letter && LETTERS.includes(letter) ? keep(this.shelves, letter, () => this.fill(new Shelf(letter))) : this.none;
  }

  fill(shelf) {
    const inside = ` ${shelf.letter}`;
    const later = `+${shelf.letter}`;
    for (const line of this.lines) {
      if (line.folded[0] === shelf.letter || line.folded.includes(inside)) shelf.addLine(line);
    }
    for (const cut of this.cuts) if (cut[0] === shelf.letter || cut.includes(later)) shelf.addCut(cut);
    for (const [phrase, postings] of shelf.phrases) {
      if (phrase.includes(" ")) collect(shelf.squashed, phrase.replaceAll(" ", ""), postings);
    }
    return shelf;
  }

  // Makes a little more of what is otherwise made when asked for; false once all is there.
  prepare() {
    const next = [...LETTERS].find((letter) => !this.shelves.get(letter)?.isReady);
    if (next) this.shelfOf(next).makeReady();
    return next !== undefined;
  }

  postingsOf(word) {
    return this.shelfOf(word).postings.get(word);
  }

  isWord(word) {
    return this.shelfOf(word).postings.has(word);
  }

  // The postings of a whole title, term or code.
  phraseOf(text) {
    return this.shelfOf(text).phrases.get(text);
  }

  // The postings of a title or term that is `text` once its spaces are out.
  squeezed(text) {
    const { phrases, squashed } = this.shelfOf(text);
    return [...(phrases.has(text) ? [phrases.get(text)] : []), ...(squashed.get(text) ?? [])];
  }

  // How a folded word is spelt, or nothing where no entry has it.
  speltAs(word) {
    const shelf = this.shelfOf(word);
    shelf.spelt ??= this.readSpellings(shelf);
    return shelf.spelt.get(word);
  }

  readSpellings({ letter }) {
    const found = new Map();
    for (const { folded, text, isCode } of this.lines) {
      if (isCode || (folded[0] !== letter && !folded.includes(` ${letter}`))) continue;
      for (const spelt of spellings(text)) {
        const word = fold(spelt);
        if (word[0] === letter && !found.get(word)?.includes(spelt)) collect(found, word, spelt);
      }
    }
    return found;
  }

  // The words whose stem is `key`, and the word itself. A stem begins as its words do.
  stemmed(key) {
    const { postings, stems } = this.shelfOf(key);
    const words = stems.get(key) ?? [];
    return postings.has(key) ? [key, ...words] : words;
  }

  // The compounds that `part` is a part of.
  madeOf(part) {
    return this.shelfOf(part).madeOf.get(part) ?? [];
  }

  has(word) {
    return [word, stem(word)].some((key) => this.stemmed(key).length > 0);
  }

  isEveryday(word) {
    return this.common.has(word);
  }

  // Of care and of something else as well: kräfta, propp, virus.
  isAmbiguous(word) {
    return this.ambiguous.has(word);
  }

  // Of another matter: bilbesiktning and its inflections, and long words that end so. Grundläggande does not begin with grundlag.
  isOther(word) {
    const isInflected = (other) => other.length >= LONG_STEM && word.startsWith(other) && INFLECTION.test(word.slice(other.length));
    const holds = (other) => other === word || isInflected(other) || (other.length >= LONG_OTHER && word.endsWith(other));
    return !this.isWord(word) && this.others.some(holds);
  }

  // An everyday word says nothing alone about care, and is never another word misspelt.
  isCommon(word, raw = word) {
    return this.isEveryday(word) || (raw !== word && this.isEveryday(raw)) || this.isEveryday(stem(word));
  }

  // Väder is not vader, nor sången säng: whoever writes rings and dots means them, as far as the two words are the same.
  isSpeltLike(raw, word, known) {
    if (!/[^a-z0-9]/.test(raw) || fold(raw) !== word) return true;
    let same = 0;
    while (same < word.length && word[same] === known[same]) same += 1;
    const start = raw.slice(0, same);
    const spelt = this.speltAs(known);
    return !spelt || spelt.some((one) => one.startsWith(start));
  }

  startingWith(prefix) {
    return sliceFrom(this.shelfOf(prefix).words, prefix);
  }

  // One slip; a short word is only found by one that has a letter more. The first letter is the same, sounds alike, or has
  // changed place with the next: so a few shelves are enough.
  closeTo(word) {
    const found = [];
    const [first, second = first] = word;
    for (const letter of new Set([first, second, ...soundsLike(first)])) {
      const { lengths } = this.shelfOf(letter);
      for (let length = word.length - 1; length <= word.length + 1; length += 1) {
        if (length > LONGEST_MISSPELT || (length < SHORTEST_MISSPELT && length >= word.length)) continue;
        for (const key of lengths.get(length) ?? []) if (isOneSlip(word, key)) found.push(key);
      }
    }
    return found;
  }

  // Two slips, in words that begin alike.
  nearlyCloseTo(word) {
    const found = [];
    const { lengths, postings } = this.shelfOf(word);
    for (let length = Math.max(6, word.length - 2); length <= word.length + 2; length += 1) {
      for (const known of lengths.get(length) ?? []) if (postings.has(known) && distance(word, known, 2) <= 2) found.push(known);
    }
    return found;
  }
}

// ---------------------------------------------------------------- finding a word

// Hits are Map(entry number → how well, 0 to 1).
export function addHits(hits, postings, quality) {
  for (let i = 0; i < (postings?.length ?? 0); i += 2) better(hits, postings[i], postings[i + 1] * quality);
}

export function better(hits, entry, quality) {
  const before = hits.get(entry);
  if (before === undefined || before < quality) hits.set(entry, quality);
}

export function merge(...all) {
  const merged = new Map();
  for (const hits of all) for (const [entry, quality] of hits) better(merged, entry, quality);
  return merged;
}

function hitsOf(vocabulary, words, quality) {
  const hits = new Map();
  for (const word of words) addHits(hits, vocabulary.postingsOf(word), quality);
  return hits;
}

export function findKnown(vocabulary, word, raw = word) {
  const hits = new Map();
  if (vocabulary.isSpeltLike(raw, word, word)) addHits(hits, vocabulary.postingsOf(word), 1);
  // Vårdgarantin: the stem leaves its n, which vaccin and medicin need.
  const bare = /.{5}in$/.test(word) ? [word.slice(0, -1)] : [];
  for (const key of new Set([word, stem(word), ...bare])) {
    // Vänt is left of väntet and väntas, so a short stem says less.
    const quality = key.length >= 5 || key === word ? 0.92 : 0.78;
    for (const known of vocabulary.stemmed(key)) {
      if (vocabulary.isSpeltLike(raw, word, known)) addHits(hits, vocabulary.postingsOf(known), quality);
    }
  }
  return hits;
}

export function findBeginning(vocabulary, word, { last, raw = word }) {
  const hits = new Map();
  if (word.length < (last ? 2 : 4)) return hits;
  for (const known of vocabulary.startingWith(word)) {
    const quality = (0.45 + 0.35 * (word.length / known.length)) * (vocabulary.isSpeltLike(raw, word, known) ? 1 : 0.5);
    if (known !== word) addHits(hits, vocabulary.postingsOf(known), quality);
  }
  return hits;
}

// höftproteser begins höftprotesoperation once its ending is off.
function findBareBeginning(vocabulary, word) {
  const bare = stem(word);
  if (bare === word || bare.length < SHORTEST_BARE) return new Map();
  return hitsOf(vocabulary, vocabulary.startingWith(bare), 0.55);
}

function findByPart(vocabulary, word) {
  const hits = new Map();
  if (word.length < 3) return hits;
  for (const key of new Set([word, stem(word)])) {
    for (const compound of vocabulary.madeOf(key)) addHits(hits, vocabulary.postingsOf(compound), PART);
  }
  return hits;
}

function findMisspelt(vocabulary, word) {
  if (word.length < 4 || !/^[a-z]*[aeiouy][a-z]*$/.test(word)) return new Map();
  const isAlike = (key) => word.length >= 8 || soundsLike(key[0]) === soundsLike(word[0]);
  const sure = (key) => isAlike(key) && (key.length >= 5 || vocabulary.isWord(key));
  const keys = new Set([...vocabulary.closeTo(word), ...(word.length > 6 ? vocabulary.closeTo(stem(word)) : [])]);
  const likely = [...keys].filter((key) => sure(key) && (key[0] === word[0] || key.at(-1) === word.at(-1)));
  return hitsOf(vocabulary, likely.flatMap((key) => vocabulary.stemmed(key)), 0.65);
}

// Bröstcncer: one slip from all of a title or term that begins alike, and too long to be another word by chance.
function isSurelyMisspelt(vocabulary, word) {
  const isMeant = (key) => key[0] === word[0] && vocabulary.phraseOf(key) && !vocabulary.isCommon(key);
  const isTitle = (key) => vocabulary.phraseOf(key)[1] === WEIGHT.title;
  return vocabulary.closeTo(word).some((key) => isMeant(key) && (word.length >= SHORTEST_SURE || (word.length >= 5 && isTitle(key))));
}

// Epileps: all of a title or term but its last letters.
function isNearlyWhole(vocabulary, word) {
  const isMeant = (known) => word.length >= NEARLY * known.length && vocabulary.phraseOf(known) && !vocabulary.isCommon(known);
  return word.length >= SHORTEST_NEARLY && vocabulary.startingWith(word).some(isMeant);
}

function findFarMisspelt(vocabulary, word) {
  if (word.length < 8 || !/^[a-z]*[aeiouy][a-z]*$/.test(word)) return new Map();
  return hitsOf(vocabulary, vocabulary.nearlyCloseTo(word), 0.5);
}

const isPart = (vocabulary, part) =>
  part.length >= 3 && (vocabulary.has(part) || vocabulary.madeOf(part).length > 0 || vocabulary.madeOf(stem(part)).length > 0);

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
    if (part.length < 5) continue;
    const asWritten = vocabulary.squeezed(part);
    const whole = asWritten.length > 0 ? asWritten : vocabulary.squeezed(stem(part));
    for (const postings of whole) addHits(hits, postings, 0.5 + (0.4 * part.length) / letters);
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
    for (const [entry, quality] of findParts(vocabulary, parts)) if (quality >= LEAST_OF_COMPOUND) better(best, entry, quality);
  }
  return best;
}

// One end of a compound is all of a title or term: kaffeprotes by protes.
function findHalf(vocabulary, word) {
  if (word.length < 8 || word.length > 32 || /\d/.test(word)) return new Map();
  for (let length = word.length - 3; length >= 5; length -= 1) {
    const tail = word.slice(word.length - length);
    if (!vocabulary.has(tail) || vocabulary.isCommon(tail)) continue;
    const whole = vocabulary.stemmed(tail).concat(vocabulary.stemmed(stem(tail))).some((known) => vocabulary.phraseOf(known));
    return new Map(whole ? [...findKnown(vocabulary, tail)].map(([entry, quality]) => [entry, quality * 0.5]) : []);
  }
  return new Map();
}

// The first part of a compound with a slip in it: inkontines|byxor.
function findMisspeltHead(vocabulary, word) {
  if (word.length < 10 || word.length > 32 || /\d/.test(word)) return new Map();
  for (let at = word.length - 3; at >= SHORTEST_BARE; at -= 1) {
    if (!isTail(vocabulary, word.slice(at))) continue;
    const meant = vocabulary.closeTo(word.slice(0, at)).filter((key) => key[0] === word[0] && vocabulary.phraseOf(key) && !vocabulary.isCommon(key));
    if (meant.length > 0) return hitsOf(vocabulary, meant, 0.5);
  }
  return new Map();
}

// Every way, from the surest until one finds something. `sure`: the word itself is known.
export function lookUp(vocabulary, word, { last, raw = word }) {
  const known = findKnown(vocabulary, word, raw);
  if (/\d/.test(word)) return { hits: known, sure: known.size > 0 };
  const begun = merge(findBeginning(vocabulary, word, { last, raw }), findByPart(vocabulary, word));
  if (known.size > 0) return { hits: merge(known, begun), sure: vocabulary.isWord(word) || stem(word).length >= 5 };
  if (begun.size > 0) {
    // Cancerr begins cancerregistret, and is cancer with a letter too many.
    const meant = isSurelyMisspelt(vocabulary, word) ? findMisspelt(vocabulary, word) : new Map();
    return { hits: merge(begun, meant), sure: meant.size > 0 || isNearlyWhole(vocabulary, word) };
  }
  if (vocabulary.isCommon(word, raw)) return { hits: new Map(), sure: false };
  for (const find of [findMisspelt, findCompound, findBareBeginning, findFarMisspelt, findMisspeltHead, findHalf]) {
    const hits = find(vocabulary, word, raw);
    if (hits.size > 0) return { hits, sure: find === findCompound || (find === findMisspelt && isSurelyMisspelt(vocabulary, word)) };
  }
  return { hits: new Map(), sure: false };
}
