// Words as they are compared: folded, stemmed, and how many slips apart. No DOM and no imports.

const LETTERS = { ø: "o", æ: "ae", œ: "oe", ß: "ss", đ: "d", ł: "l" };

// The same as fold() in build_site/search/fold.py; one table of cases tests both.
export function fold(text) {
  const apart = String(text).normalize("NFKD").toLowerCase();
  const plain = apart.replace(/[øæœßđł]/g, (letter) => LETTERS[letter]).replace(/\p{M}/gu, "");
  return (plain.match(/[a-z0-9]+/g) ?? []).join(" ");
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

// The word with each letter left out in turn.
export function deletions(word) {
  const shorter = [];
  for (let i = 0; i < word.length; i += 1) shorter.push(word.slice(0, i) + word.slice(i + 1));
  return shorter;
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
