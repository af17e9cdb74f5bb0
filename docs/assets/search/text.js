// Words as they are compared: folded, stemmed, and how many slips apart. No DOM and no imports.

const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ł: "l" };

const FOLDED = /^[a-z0-9]+(?: [a-z0-9]+)*$/;
const PLAIN = /^[\x00-\x7fåäöé]*$/; // needs no normalizing, which is slow

const wordsOf = (plain) => (FOLDED.test(plain) ? plain : (plain.match(/[a-z0-9]+/g) ?? []).join(" "));

// The same as fold() in build_site/search/fold.py; one table of cases tests both.
export function fold(text) {
  const lower = String(text).toLowerCase();
  if (FOLDED.test(lower)) return lower;
  if (PLAIN.test(lower)) return wordsOf(lower.replaceAll("å", "a").replaceAll("ä", "a").replaceAll("ö", "o").replaceAll("é", "e"));
  const apart = String(text).normalize("NFKD").toLowerCase();
  const plain = apart.replace(/[øæœßđł]/g, (letter) => LETTERS[letter]).replace(/\p{M}/gu, "");
  return wordsOf(plain);
}

// The words that shorten() in build_site/search/front.py wrote: 0vard 4en 4tid are vard, varden and vardtid.
export function readShortened(text) {
  let before = "";
  const read = (one) => {
    before = before.slice(0, Number.parseInt(one[0], 36)) + one.slice(1);
    return before;
  };
  return text ? text.split(" ").map(read) : [];
}

// Many texts at once, each as fold() has it: one pass over all the letters is several times faster than one pass a text.
export function foldAll(texts) {
  const lines = texts.join("\n").toLowerCase().replaceAll("å", "a").replaceAll("ä", "a").replaceAll("ö", "o").replaceAll("é", "e").split("\n");
  if (lines.length !== texts.length) return texts.map(fold); // a text of several lines
  return lines.map((line, i) => (FOLDED.test(line) ? line : fold(texts[i])));
}

// The words of a text as they are spelt, in small letters.
export function spellings(text) {
  const lower = text.toLowerCase();
  return (PLAIN.test(lower) ? lower.match(/[a-zåäöé0-9]+/g) : lower.normalize("NFC").match(/[\p{L}\p{N}]+/gu)) ?? [];
}

// A light Swedish stem, always used beside the raw word: kryckor, kryckan → kryck; hjälpmedlet, hjälpmedel → hjalpmed.
const STEPS = [
  [/(?:erna|arna|orna|ande|aren|ar|er|or|en|et|at|an|na|a|e)$/, ""],
  [/([rl])n$/, "$1"],
  [/([bdfgkmpstvx])(?:el|l|r)$/, "$1"],
  [/(m|n)\1$/, "$1"],
];

export function stem(word) {
  if (word.length < 5 || /\d/.test(word)) return word;
  const bare = word.length > 5 ? word.replace(/([^s])s$/, "$1") : word;
  const cut = STEPS.reduce((left, [ending, kept]) => left.replace(ending, kept), bare);
  return cut.length >= 4 ? cut : bare;
}

// Optimal string alignment distance, given up beyond `most`.
export function distance(a, b, most) {
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

// Whether two words are the same but for one letter wrong, missing, too many, or changed with its neighbour.
export function isOneSlip(a, b) {
  if (a.length > b.length) return isOneSlip(b, a);
  const more = b.length - a.length;
  if (more > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  let end = 0;
  while (end < a.length - at && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const left = a.length - at - end;
  return left + more <= 1 || (more === 0 && left === 2 && a[at] === b[at + 1] && a[at + 1] === b[at]);
}

// The part of a sorted list that begins so.
export function sliceFrom(sorted, prefix) {
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
