// One basket in every place: who stands for themselves, who is unknown, how far apart they are. No DOM and no imports.
//
// `found` is what costs() in engine.js returns; `areas` is { code: [short, name, type, parent, url] }.

const FEWEST = 5; // places: with fewer, nothing is called cheapest or in the middle
const COUNTRY = "00";

const isOwn = ({ area, lines }) => lines.some((line) => line.in_total && line.area === area);

// The places that are known, the cheapest first. A municipality stands only where its own fees make another sum than its region's.
export function knownPlaces(found, areas) {
  const sums = new Map();
  for (const one of found) if (one.area !== COUNTRY && one.total_sek !== null && isOwn(one)) sums.set(one.area, one);
  return [...sums.values()]
    .filter(({ area, total_sek: sek }) => sums.get(areas[area][3])?.total_sek !== sek)
    .sort((a, b) => a.total_sek - b.total_sek || (a.area < b.area ? -1 : 1));
}

export function spreadOf(known) {
  if (known.length < FEWEST) return null;
  const sums = known.map((one) => one.total_sek);
  const middle = sums.length / 2;
  const median = sums.length % 2 ? sums[Math.floor(middle)] : (sums[middle - 1] + sums[middle]) / 2;
  return { low: sums[0], high: sums[sums.length - 1], median, number: sums.length };
}

// The row that a place is in: its own, or its region's where its own fees make no other sum.
export const rowOf = (place, parent, known) =>
  known.find(({ area }) => area === place) ?? known.find(({ area }) => area === parent) ?? null;

// The regions without a sum, each with how many of its municipalities have none either, and all of them counted.
export function unknownPlaces(found, areas, towns) {
  const answers = new Map(found.map((one) => [one.area, one]));
  const national = answers.get(COUNTRY)?.total_sek ?? null;
  const isKnown = (code) => (answers.has(code) ? answers.get(code).total_sek : national) !== null;
  const codes = Object.keys(areas).sort();
  const regions = codes.filter((code) => areas[code][2] === "region");
  const listed = [];
  let missing = 0;
  for (const region of regions) {
    const own = codes.filter((code) => areas[code][3] === region && answers.has(code));
    const others = (towns[region] ?? own.length) - own.length;
    const unknown = own.filter((code) => !isKnown(code)).length + (isKnown(region) ? 0 : others);
    missing += unknown;
    if (!isKnown(region)) listed.push({ area: region, towns: unknown });
  }
  const all = Object.values(towns).reduce((sum, number) => sum + number, 0);
  return { regions: listed, of: regions.length, towns: missing, allTowns: all };
}
