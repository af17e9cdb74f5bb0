// The search engine: words and places in, ranked entries out. No DOM, so it runs in Node and in tests.
//
// A query becomes an area (places.js) and words. Each word finds entries in the ways of `lookUp` (vocabulary.js), surest
// first; an entry's score is how well the words are found in it, weighted by how rare each word is. A whole title or
// everyday word wins outright. Where too little of the query is understood there is no answer at all: `isTrusted`.

import { Misspellings, choosePlace, findPlace, findSpeltPlace, isLikeAPlace, isOrdinary, placeNames, readMisspelt, readPlaces } from "./places.js";
import { fold, spellings, stem } from "./text.js";
import { STOP_WORDS, Vocabulary, WEIGHT, addHits, better, contentOf, findBeginning, findKnown, lookUp, merge } from "./vocabulary.js";

export { fold, stem };

const KINDS = ["diagnosis", "device", "indicator", "page", "register", "area"];
const LONGEST_WORD = 48;
const MOST_TERMS = 12;
const MOST_PLACES = 4;
const MOST_VARIANTS = 4;
const NEAR = 0.1; // what all of a title or term adds, begun or misspelt
const WHOLE = 1; // from here on, all of a title or term is written
const SURE_WORD = 8;
const WHOLE_WORD = 7; // letters: an everyday word as long as this is seldom just begun
const LEAST = 0.33; // of what is said, that has to be of care
const WEAK = 0.35; // what an everyday word is worth beside one of care

// Words that say that another is one of care, or whom or what it is about, and little more: demes symtom, astm barn.
const BESIDE = new Set(
  (
    "aldre baby barn barnen barnet bebis besvar diagnos diagnoskod diagnoskoder gamla icd icd10 iso kod koden kommun kommunen kvinna kvinnor " +
    "medicin mediciner problem region regionen rehab rehabilitering remiss symptom symtom utredning vuxen vuxna"
  ).split(" "),
);

// Words that ask for one kind of answer, and endings that do: rullstolsavgift, psykiatrikö.
const ASKS = {
  cost: new Set(
    "avgift avgiften avgifter avgifterna betala betalar betalt bidrag egenavgift egenavgiften egenavgifter gratis hyra hyr kosta kostar kostnad kostnaden kostnader pris priser priset prislista taxa taxan cost costs price fee".split(" "),
  ),
  wait: new Set(
    "ko kon koer koerna kotid vanta vantar vantan vantat vantetid vantetiden vantetider vantetiderna vantelista vardgaranti vardgarantin waiting wait queue".split(" "),
  ),
};
const ENDINGS = {
  cost: /^(.{4,}?)s?(?:avgift|avgiften|avgifter|avgifterna|kostnad|kostnaden|kostnader|pris|priser|taxa)$/,
  wait: /^(.{4,}?)s?(?:vantetid|vantetiden|vantetider|ko|kon|koer|koerna)$/,
};

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
  return [...found, ...places].map((entry, number) => Object.assign(entry, { number }));
}

// Most pages are called as they are titled: then the index leaves the address out.
const urlOf = ({ kind, title, url }, folders) => url || `${folders?.[kind] ?? ""}${fold(title).replaceAll(" ", "-")}/`;

// Synonyms by their first word, longest first: [words, [words meant, …]].
function readSynonyms(pairs) {
  const found = new Map();
  for (const [from, ...meant] of pairs ?? []) {
    const words = from.split(" ");
    found.set(words[0], [...(found.get(words[0]) ?? []), [words, meant.map((one) => one.split(" "))]]);
  }
  for (const rules of found.values()) rules.sort((a, b) => b[0].length - a[0].length);
  return found;
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

// ---------------------------------------------------------------- the query

// What stands around a word is none of it: ”starr”, [starr], *starr.
const trim = (part) => part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}.*\u2020]+$/gu, "");

function readTokens(query) {
  const tokens = [];
  for (const part of query.slice(0, 200).toLowerCase().normalize("NFC").split(/[\s,;:!?()"'/\u2013-]+/u).map(trim)) {
    const code = part.replace(/[.*\u2020]+$/u, "");
    if (/^[a-z]\d{2}[.]\d{1,3}[a-z]?$/.test(code)) tokens.push({ text: code.replace(".", ""), raw: code });
    else for (const text of fold(code).split(" ")) if (text) tokens.push({ text: text.slice(0, LONGEST_WORD), raw: code });
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

const asTokens = (words) => words.map((word) => ({ text: word, raw: word }));

// The query as it stands, and with what its words mean besides: hip replacement, höftprotes.
function readVariants(tokens, known) {
  const variants = [tokens];
  for (let at = 0; at < tokens.length && variants.length < MOST_VARIANTS; at += 1) {
    const rule = known.synonyms.get(tokens[at].text)?.find(([words]) => words.every((word, i) => tokens[at + i]?.text === word));
    for (const meant of rule?.[1] ?? []) {
      // What was replaced earlier in the query stays so: the last variant holds it.
      const [base, shift] = variants.length > 1 && rule[1].length === 1 ? [variants.at(-1), variants.at(-1).length - tokens.length] : [tokens, 0];
      variants.push([...base.slice(0, at + shift), ...asTokens(meant), ...base.slice(at + shift + rule[0].length)]);
    }
    if (rule) at += rule[0].length - 1;
  }
  return variants.slice(0, MOST_VARIANTS);
}

// rullstol of rullstolsavgift; none of bostadskö, which is a queue for something else.
function headOf(word, ending, vocabulary) {
  const [, head] = ending.exec(word);
  return vocabulary.has(head) && !vocabulary.isCommon(head) ? head : null;
}

// What the words ask for, and the words without those that only ask.
function readAsk(tokens, { vocabulary }) {
  const asks = new Set();
  const left = [];
  for (const token of tokens) {
    const kind = Object.keys(ASKS).find((one) => ASKS[one].has(token.text));
    const ending = kind || vocabulary.isWord(token.text) ? null : Object.keys(ENDINGS).find((one) => ENDINGS[one].test(token.text));
    const head = ending && headOf(token.text, ENDINGS[ending], vocabulary);
    if (kind) asks.add(kind);
    else if (head) left.push({ text: head, raw: head });
    else left.push(token);
    if (head) asks.add(ending);
  }
  const hasContent = left.some((token) => !STOP_WORDS.has(token.text));
  return { asks, left: hasContent ? left : tokens };
}

// ---------------------------------------------------------------- scoring

// Postings as [entry number, weight] in turn.
const pairs = (postings = []) => Array.from({ length: postings.length / 2 }, (_, i) => [postings[2 * i], postings[2 * i + 1]]);

// Each term is {hits: Map(entry → quality), sure, begins, value}; neighbours are also tried as one word, which then answers for both.
function findTerms(tokens, known) {
  const { vocabulary } = known;
  const isAlone = tokens.length === 1;
  const looked = tokens.map(({ text, raw }, i) => {
    const found = lookUp(vocabulary, text, { last: i === tokens.length - 1, raw });
    return { ...found, coded: findCode(known.codes, text, { alone: isAlone }) };
  });
  const isUnknown = ({ text }, i) => looked[i].hits.size + looked[i].coded.size === 0 && !BESIDE.has(text) && !/^\d+$/.test(text);
  const isStrange = tokens.some(isUnknown);
  const isOnlyBeside = tokens.every(({ text }) => BESIDE.has(text));
  const terms = tokens.map(({ text }, i) => {
    const { hits, sure, coded } = looked[i];
    const isBeside = BESIDE.has(text) && !isOnlyBeside;
    const isWeak = isBeside || saysLittle(text, { isStrange, isAlone, isCode: coded.size > 0 }, vocabulary);
    return { hits: merge(hits, coded), sure: sure || coded.size > 0, begins: isBegun(text, vocabulary), isBeside, value: isWeak ? WEAK : 1 };
  });
  for (let i = 0; i + 1 < tokens.length; i += 1) joinTerms(terms, tokens, i, known);
  return terms;
}

// An everyday word, a letter or a small number; and beside a word that nobody knows also a code as short as E45, and propp.
function saysLittle(text, { isStrange, isAlone, isCode }, vocabulary) {
  if (isStrange && (vocabulary.isAmbiguous(text) || /^[a-z]\d\d$/.test(text))) return true;
  if (text.length === 1 && !isAlone) return true;
  return vocabulary.isCommon(text) || (/^\d{1,3}$/.test(text) && !isCode);
}

// Rull may become rullstol; parkering is a whole word already, and says nothing of parkeringstillstånd.
function isBegun(text, vocabulary) {
  if (text.length >= WHOLE_WORD && vocabulary.isEveryday(text)) return false;
  return !vocabulary.isWord(text) && vocabulary.startingWith(text).length > 0;
}

function joinTerms(terms, tokens, i, known) {
  const [first, second] = [tokens[i].text, tokens[i + 1].text];
  if (first.length < 2 || second.length < 2) return;
  const pair = first + second;
  const exact = merge(findKnown(known.vocabulary, pair), findCode(known.codes, pair, { alone: false }));
  const joined = merge(exact, findBeginning(known.vocabulary, pair, { last: i + 2 === tokens.length }));
  if (joined.size === 0 && pair.length >= 7 && !terms[i].sure) {
    for (const [entry, quality] of lookUp(known.vocabulary, pair, { last: false }).hits) better(joined, entry, quality * 0.9);
  }
  // Rull stol is a word of care whatever its parts are; boka tid is two everyday words.
  const isOne = known.vocabulary.phraseOf(pair) !== undefined || terms[i].value === 1 || terms[i + 1].value === 1;
  for (const term of [terms[i], terms[i + 1]]) {
    for (const [entry, quality] of joined) better(term.hits, entry, quality * 0.98);
    if (exact.size > 0) Object.assign(term, { sure: true, value: isOne ? 1 : term.value });
  }
}

function scoreTerms(terms, known) {
  const counted = terms.filter(({ hits }) => hits.size > 0);
  const rarity = counted.map(({ hits, value }) => Math.log(1 + known.entries.length / hits.size) * (0.4 + 0.6 * value));
  const whole = rarity.reduce((sum, weight) => sum + weight, 0);
  const asked = terms.reduce((sum, { value }) => sum + value, 0);
  const said = terms.filter(({ isBeside }) => !isBeside).length;
  const isLone = terms.length === 1 && !terms[0].begins;
  const scores = new Map();
  counted.forEach(({ hits, sure, value }, i) => {
    for (const [entry, quality] of hits) {
      const so = scores.get(entry) ?? { sum: 0, share: 0, cover: 0, sure: false, isWeak: false };
      scores.set(entry, {
        sum: so.sum + (quality * rarity[i]) / whole,
        share: so.share + rarity[i] / whole,
        cover: so.cover + (value * Math.min(1, quality / 0.7)) / asked,
        sure: so.sure || (sure && value === 1 && quality >= 0.5),
        isWeak: isLone && value < 1 && quality < 0.8,
      });
    }
  });
  const trusted = [...scores].filter(([, found]) => isTrusted(found, said));
  return new Map(trusted.map(([entry, { sum, share }]) => [entry, sum * (0.4 + 0.6 * share)]));
}

// Enough of the query is understood: one sure word of care among others, or nearly all that is said. An everyday word
// alone, and only inside a longer term, is too little.
function isTrusted({ cover, sure, isWeak }, asked) {
  if (sure) return cover >= LEAST;
  return !isWeak && cover >= (asked === 2 ? 0.78 : 0.6 - (asked === 1 ? 0.1 : 0));
}

function addPhrases(scores, words, content, query, known) {
  const { vocabulary } = known;
  const isLong = words.length > 1 || words[0]?.length >= 5;
  const ways = [
    [[vocabulary.phraseOf(fold(query))], 1],
    [[vocabulary.phraseOf(words.join(" "))], 1],
    [isLong ? vocabulary.squeezed(words.join("")) : [], 0.95],
    [[vocabulary.phraseOf(content.join(" "))], content.length < words.length ? 0.8 : 1],
  ];
  if (content.length === 1) ways.push([inflectedTerms(content[0], query, known), 0.9]);
  if (words.length === 1) addNearPhrases(scores, words[0], spellings(query)[0], vocabulary);
  addInnerPhrases(scores, words, vocabulary);
  for (const [found, quality] of ways) {
    for (const [entry, weight] of found.flatMap(pairs)) {
      // Of two who are called so, the one whose other words fit as well.
      const beside = 0.05 * (scores.get(entry) ?? 0);
      scores.set(entry, Math.max(scores.get(entry) ?? 0, (1 + weight) * quality + beside));
    }
  }
}

// Hjälpm begins all of a term, and hjelpmedel is one misspelt; titles that only have such a word come after.
function addNearPhrases(scores, word, raw, vocabulary) {
  const near = vocabulary.has(word) ? vocabulary.startingWith(word) : [...vocabulary.startingWith(word), ...vocabulary.closeTo(word)];
  for (const known of near) {
    if (!vocabulary.isSpeltLike(raw ?? word, word, known)) continue;
    for (const [entry, weight] of pairs(vocabulary.phraseOf(known))) {
      const score = scores.get(entry);
      const share = Math.min(1, word.length / known.length);
      if (score < WHOLE) scores.set(entry, Math.min(WHOLE, score + NEAR * weight * share));
    }
  }
}

// Sängarna is all of Sängar but for its ending.
function inflectedTerms(text, query, { vocabulary }) {
  const raw = spellings(query).find((word) => fold(word) === text) ?? text;
  const alike = vocabulary.stemmed(stem(text)).filter((word) => word !== text && vocabulary.isSpeltLike(raw, text, word));
  return alike.map((word) => vocabulary.phraseOf(word));
}

// operation grå starr: two neighbours are all of a title. One word that is all of it says less.
function addInnerPhrases(scores, words, vocabulary) {
  const asked = contentOf(words).length;
  const isKnown = contentOf(words).every((word) => vocabulary.has(word));
  for (let start = 0; start < words.length; start += 1) {
    if (words.length > 1 && !STOP_WORDS.has(words[start])) addInner(scores, vocabulary.phraseOf(words[start]), 0.2 / asked, 0);
    for (let end = start + 2; end <= Math.min(words.length, start + 5); end += 1) {
      const inside = contentOf(words.slice(start, end));
      const share = Math.min(1, inside.length / asked);
      // Boka tid is half of a query about a passport, and skär sig all of one about a daughter.
      const isEnough = share >= 0.5 && (isKnown || inside.some((word) => !vocabulary.isCommon(word)));
      addInner(scores, vocabulary.phraseOf(words.slice(start, end).join(" ")), 0.6 * share, isEnough ? 0.2 : 0);
    }
  }
}

function addInner(scores, found, worth, least) {
  for (const [entry, weight] of pairs(found)) {
    const before = scores.get(entry) ?? least;
    if (before > 0) scores.set(entry, before + worth * weight);
  }
}

// ---------------------------------------------------------------- what is asked for

// Asked what it costs, devices and costs come before the rest; asked how long it takes, the waits of what was found.
function answerAsk(scores, asks, known) {
  if (asks.has("cost")) {
    for (const [number, score] of scores) {
      const entry = known.entries[number];
      if (entry.kind === "device" || known.measures.cost.has(number)) scores.set(number, score + 0.12);
    }
  }
  if (asks.has("wait")) addWaits(scores, known);
}

function addWaits(scores, known) {
  const best = Math.max(0, ...scores.values());
  for (const [number, score] of [...scores]) {
    const entry = known.entries[number];
    if (known.measures.wait.has(number)) scores.set(number, Math.max(scores.get(number), score + 0.15));
    if (entry.kind !== "diagnosis" || score < 0.7 * best) continue;
    entry.indicators.forEach((id, i) => {
      const measure = known.byId.get(`indicator:${id}`)?.number;
      if (known.measures.wait.has(measure)) scores.set(measure, Math.max(scores.get(measure) ?? 0, score + 0.1 - i / 1000));
    });
  }
}

// Those asked for by name: riksstroke, diabetesregistret.
function namedBy(words, { vocabulary, entries }) {
  if (words.some((word) => word.includes("regist"))) return new Set(entries.keys());
  const named = pairs(vocabulary.phraseOf(words.join(" "))).filter(([, weight]) => weight === WEIGHT.title);
  return new Set(named.map(([number]) => number));
}

const after = (entry) => KINDS.indexOf(entry.kind) * 0.03;

// A register says where figures come from. It is no answer, so its everyday words never put it before one: asked for by
// all of a term it stands right after the first.
function yieldToAnswers(scores, named, { entries }) {
  const isRegister = (number) => entries[number].kind === "register";
  const place = ([number, score]) => score - after(entries[number]);
  const [first] = [...scores].filter(([number]) => !isRegister(number)).sort((a, b) => place(b) - place(a) || a[0] - b[0]);
  const best = first ? place(first) : 0;
  for (const [number, score] of scores) {
    if (!isRegister(number) || named.has(number)) continue;
    const isWhole = score > WHOLE;
    if (isWhole && best >= 0.5) {
      scores.set(first[0], first[1] + 0.002);
      scores.set(number, Math.min(score, best + after(entries[number]) + 0.001));
    } else if (!isWhole) {
      scores.set(number, Math.min(score * 0.75, best > 0.2 ? best - 0.005 + after(entries[number]) : score));
    }
  }
}

function rank(scores, known, area, limit) {
  return [...scores]
    .map(([number, score]) => ({ entry: known.entries[number], score: score - after(known.entries[number]) }))
    .filter(({ score }) => score > 0.1)
    .sort((a, b) => b.score - a.score || a.entry.number - b.entry.number)
    .slice(0, limit)
    .map(({ entry, score }) => ({
      id: entry.id,
      kind: entry.kind,
      title: entry.title,
      url: urlOf(entry, known.folders),
      area: entry.kind === "area" ? entry.area : area,
      indicators: [...entry.indicators],
      score: Math.round(score * 1000) / 1000,
    }));
}

// The places of a query, in its order, and the words that are left. Figures are those of the first place; a second one, as in
// "stroke stockholm eller skåne", is no word to look for either.
function takePlaces(tokens, known) {
  const places = [];
  let left = tokens;
  for (let found = findPlace(left, known); found && places.length < MOST_PLACES; found = findSpeltPlace(left, known)) {
    places.push({ ...found, chosen: choosePlace(found, known.byCode) });
    left = [...left.slice(0, found.start), ...left.slice(found.end)];
  }
  return { places, left };
}

function searchPlaces(places, known) {
  const scores = new Map();
  const named = places.flatMap(({ chosen }) => chosen);
  const namesakes = places.flatMap(({ places: own, others = [] }) => [...own, ...others]);
  for (const place of [...named, ...namesakes]) if (!scores.has(place.number)) scores.set(place.number, 3 - scores.size * 0.1);
  if (places.length === 1) addHits(scores, known.vocabulary.postingsOf(places[0].name), 1);
  return scores;
}

function searchAll(query, area, limit, known) {
  const tokens = readTokens(query);
  const whole = [fold(query), tokens.map((token) => token.text).join(" ")];
  const isWhole = whole.some((phrase) => known.vocabulary.phraseOf(phrase));
  const { places, left } = isWhole ? { places: [], left: tokens } : takePlaces(tokens, known);
  if (places.length === 0) return rank(searchVariants(tokens, query, known), known, area ?? null, limit);
  const onlyPlaces = left.every((token) => STOP_WORDS.has(token.text));
  const scores = onlyPlaces ? searchPlaces(places, known) : searchVariants(left, query, known);
  return rank(scores, known, places[0].chosen.area, limit);
}

function searchVariants(tokens, query, known) {
  const scores = new Map();
  readVariants(tokens, known).forEach((variant, i) => {
    for (const [entry, score] of searchWords(variant, i === 0 ? query : "", known)) {
      scores.set(entry, Math.max(scores.get(entry) ?? 0, score * (i === 0 ? 1 : 0.97)));
    }
  });
  return scores;
}

function searchWords(tokens, query, known) {
  const words = tokens.map((token) => token.text);
  const { asks, left } = readAsk(tokens, known);
  // Whoever writes all of a term means that one, and no more.
  const isWhole = known.vocabulary.phraseOf(words.join(" ")) !== undefined;
  const content = contentOf(words);
  const asked = left.filter((token) => !STOP_WORDS.has(token.text));
  const terms = asked.length > 0 ? asked : left;
  // A lone letter at the end is a word just begun.
  const typed = terms.length > 1 && terms.at(-1).text.length === 1 ? terms.slice(0, -1) : terms;
  if (!isWhole && isOfOtherMatter(content, known)) return new Map();
  const scores = scoreTerms(findTerms(typed.slice(0, MOST_TERMS), known), known);
  addPhrases(scores, words, content, query, known);
  if (asks.size > 0 && !isWhole) {
    addPhrases(scores, left.map((token) => token.text), typed.map((token) => token.text), "", known);
    answerAsk(scores, asks, known);
  }
  yieldToAnswers(scores, namedBy(words, known), known);
  if (words.length === 1) addBegunPlaces(scores, tokens[0], known);
  return scores;
}

// A word of another matter decides, unless all of a title or term of care stands beside it: trygghetslarm utan bredband.
function isOfOtherMatter(content, { vocabulary, entries }) {
  const isOfCare = ([number]) => entries[number].kind !== "page" && entries[number].kind !== "register";
  const isSure = (word) => word.length >= SURE_WORD && !vocabulary.isCommon(word) && !vocabulary.isAmbiguous(word);
  const isCare = (word) => isSure(word) && pairs(vocabulary.phraseOf(word)).some(isOfCare);
  return content.some((word) => vocabulary.isOther(word)) && !content.some(isCare);
}

function addBegunPlaces(scores, { text: word }, known) {
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
  const isOurs = isOrdinary(word, known) || isLikeAPlace(word) || known.vocabulary.startingWith(word).length > 0;
  const found = isOurs ? null : readMisspelt(word, known);
  if (!found) return;
  [...found.places, ...(found.others ?? [])].forEach((place, i) => scores.set(place.number, 0.7 - i * 0.02));
}

// The nearest there is when nothing is found: the titles that share most three-letter pieces with the query.
function suggestNearest(query, limit, known) {
  const pieces = (text) => new Set(Array.from({ length: Math.max(0, text.length - 2) }, (_, i) => text.slice(i, i + 3)));
  const wanted = pieces(fold(query).replaceAll(" ", ""));
  const scores = new Map();
  if (wanted.size < 2) return [];
  for (const { folded: phrase, entry, weight } of known.vocabulary.lines) {
    const own = pieces(phrase.replaceAll(" ", ""));
    const shared = [...own].filter((piece) => wanted.has(piece)).length;
    const likeness = (2 * shared) / (own.size + wanted.size);
    if (likeness >= 0.34) better(scores, entry.number, weight * likeness);
  }
  return rank(scores, known, null, limit);
}

export function createEngine(index) {
  const entries = readEntries(index);
  const words = new Vocabulary(entries.filter((entry) => entry.kind !== "area"), index.words);
  const places = readPlaces(entries);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const numbers = (ids) => new Set((ids ?? []).map((id) => byId.get(`indicator:${id}`)?.number).filter((number) => number !== undefined));
  let misspellings;
  const known = {
    entries,
    folders: index.folders,
    byId,
    vocabulary: words,
    codes: readCodes(entries),
    synonyms: readSynonyms(index.words?.synonyms),
    measures: { wait: numbers(index.measures?.wait), cost: numbers(index.measures?.cost) },
    places,
    byCode: new Map(entries.filter((entry) => entry.kind === "area").map((entry) => [entry.area, entry])),
    // Made when the first query has a word that nobody knows.
    get misspellings() {
      misspellings ??= new Misspellings(places);
      return misspellings;
    },
  };
  return {
    search: (query, { area = null, limit = 10 } = {}) => searchAll(String(query ?? ""), area, limit, known),
    suggest: (query, { limit = 3 } = {}) => suggestNearest(String(query ?? ""), limit, known),
    // For idle moments: a little more made ready at each call, false once all is.
    prepare: () => words.prepare(),
  };
}
