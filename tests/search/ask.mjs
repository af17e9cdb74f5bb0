// Asks an engine every query of a list, and says what it answered and how long each took.
//
// In: {engine: "ours" or "minisearch", paths, index, queries, rounds} as JSON. Out: {answers: [[[id, area]]], milliseconds: [[]]},
// a list for each query. With no rounds nothing is timed.
import { readFileSync } from "node:fs";

const { engine, paths, index, queries, rounds } = JSON.parse(readFileSync(0, "utf8"));
const { createEngine, fold } = await import(paths.ours);
const LIMIT = 10;

function ours() {
  const own = createEngine(index);
  return (query) => own.search(query, { limit: LIMIT }).map(({ id, area }) => [id, area]);
}

/** MiniSearch as one would set it up: beginnings, misspellings, folded letters, and titles that weigh more than the rest. */
async function miniSearch() {
  const { default: MiniSearch } = await import(paths.minisearch);
  const one = (term) => fold(term).replaceAll(" ", "") || null;
  const mini = new MiniSearch({
    fields: ["title", "terms", "codes"],
    processTerm: one,
    searchOptions: { prefix: true, fuzzy: 0.2, boost: { title: 4, terms: 3, codes: 5 }, processTerm: one },
  });
  const entries = index.entries.map(([id, title, , terms = [], codes = []]) => [id, title, terms, codes]);
  const places = index.places.map(([code, name, short, , , forms]) => [`area:${code}`, name, [short, ...forms], []]);
  mini.addAll([...entries, ...places].map(([id, title, terms, codes]) => ({ id, title, terms: terms.join(" "), codes: codes.join(" ") })));
  return (query) => mini.search(query).slice(0, LIMIT).map(({ id }) => [id, null]);
}

const make = engine === "ours" ? ours : miniSearch;
const search = await make();
const answers = queries.map(search);
const milliseconds = queries.map(() => []);
for (let round = 0; round < rounds; round += 1) {
  const fresh = await make(); // so that no answer can be remembered from the last round
  fresh("uppvärmning");
  queries.forEach((query, number) => {
    const begun = performance.now();
    fresh(query);
    milliseconds[number].push(performance.now() - begun);
  });
}
process.stdout.write(JSON.stringify({ answers, milliseconds }));
