// What a basket of devices costs one person in one place. The same as build_site/compare/fees/, to the öre: one table of
// cases and random ones test both. No DOM and no imports, so it runs in Node and in tests.
//
//   import { cost } from "./engine.js";
//   const rules = await (await fetch("fees/rules/1880.json")).json();
//   cost(rules, [{ iso: "2206", count: 2 }], { years: 5, age: 70, start: "2026-01-01" });
//   // → { total_sek, by_year_sek, lines, unknown, least_sek, most_sek }
//
// Amounts are whole öre inside and kronor outside. null is unknown; unknown is never 0.

const YEAR = 12;
const OF_AGE = 18;
const MOST_PRICE = 10_000_000;
const MOST = { count: 1_000, years: 100, age: 130 };
const LAST_START = "2200-12-31";
const MONTHS = { month: 1, quarter: 3, half_year: 6, year: 12 };
const NEVER_AGAIN = YEAR * MOST.years; // later than every time asked for
const NEVER = new Set(["proposed", "disputed", "historical"]);
const LISTS = { device: "devices", subsidy: "devices", start: "starts", ceiling: "ceilings" };
const ISO = /^[0-9]{2}(?:[0-9]{2}(?:[0-9]{2})?)?$/;
const AREA = /^[0-9]{2}(?:[0-9]{2})?$/;
const KEYS = new Set(["iso", "count", "price_sek", "variant"]);

// ---------------------------------------------------------------- what is given, checked

function refuse(message) {
  throw new RangeError(message);
}

const isNumber = (given) => typeof given === "number" && Number.isFinite(given);

// Kronor as whole öre, half an öre up.
const ore = (sek) => Math.floor(sek * 100 + 0.5);

function whole(name, given, least) {
  if (isNumber(given) && Number.isInteger(given) && given >= least && given <= MOST[name]) return given;
  return refuse(`${name} must be a whole number, ${least} to ${MOST[name]}`);
}

function readRules(rules) {
  const { area, parents = [], rules: listed } = rules ?? {};
  const isArea = (code) => typeof code === "string" && AREA.test(code);
  const known = isArea(area) && Array.isArray(parents) && parents.every(isArea) && Array.isArray(listed);
  if (!known) refuse("rules must be what fees/rules/<area>.json holds");
  const place = { order: [area, ...parents], devices: [], starts: [], ceilings: [], apart: [] };
  for (const rule of listed) sortIn(place, rule);
  place.ceilings = ceilingsIn(place);
  return place;
}

// Each rule where it is looked for; what is only proposed or is history is looked for nowhere.
function sortIn(place, rule) {
  const disputed = rule.status === "disputed";
  const list = LISTS[rule.kind] ?? "apart";
  if (disputed || (list === "apart" && rule.status === "last_known")) place.apart.push(rule);
  else if (list !== "apart" && !NEVER.has(rule.status)) place[list].push(rule);
}

function readWish(given) {
  if (given === null || typeof given !== "object") refuse("a basket line has iso, count, price_sek and variant");
  const unknown = Object.keys(given).filter((key) => !KEYS.has(key)).sort();
  if (unknown.length) refuse(`a basket line has iso, count, price_sek and variant, not ${unknown.join(", ")}`);
  const { iso, count, price_sek: price = null, variant = null } = given;
  if (typeof iso !== "string" || !ISO.test(iso)) refuse("iso must be two, four or six digits, as text");
  if (variant !== null && typeof variant !== "string") refuse("variant must be text");
  if (price !== null && !(isNumber(price) && price >= 0 && price <= MOST_PRICE)) {
    refuse(`price_sek must be kronor, 0 to ${MOST_PRICE}, or left out when it is unknown`);
  }
  return { iso, variant: variant ?? "", price: price === null ? -1 : ore(price), count: whole("count", count, 0) };
}

function readBasket(basket) {
  if (!Array.isArray(basket)) refuse("basket must be a list");
  const wishes = basket.map(readWish);
  wishes.sort((a, b) => compare([a.iso, a.variant, a.price, a.count], [b.iso, b.variant, b.price, b.count]));
  return together(wishes).filter((wish) => wish.count > 0);
}

// What is the same stands on one line: the second of two costs what a second one does, however the basket is written.
function together(wishes) {
  const lines = [];
  for (const wish of wishes) {
    const last = lines.at(-1);
    const isSame = last && last.iso === wish.iso && last.variant === wish.variant && last.price === wish.price;
    if (isSame) last.count += wish.count;
    else lines.push(wish);
  }
  return lines;
}

const readPerson = ({ years, age, start } = {}) => ({
  years: whole("years", years, 1),
  age: whole("age", age, 0),
  start: readStart(start),
});

function readStart(start) {
  const parts = typeof start === "string" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(start)?.slice(1).map(Number) : null;
  const [year, month, day] = parts ?? [0, 0, 0];
  const exists = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lastOf(year, month);
  if (!exists || start > LAST_START) refuse("start must be a day, written 2026-01-31");
  return { year, month, day };
}

// ---------------------------------------------------------------- order and days

// Rows of texts, numbers and truths compared place by place, as Python compares tuples.
function compare(a, b) {
  for (let i = 0; i < a.length; i += 1) {
    if (a[i] < b[i]) return -1;
    if (a[i] > b[i]) return 1;
  }
  return 0;
}

function lastOf(year, month) {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const written = (year, month, day) =>
  `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

// The same day so many months later, or the month's last day where it has no such day.
function addMonths(day, months) {
  const all = day.month - 1 + months;
  const year = day.year + Math.floor(all / 12);
  const month = (all % 12) + 1;
  return { year, month, day: Math.min(day.day, lastOf(year, month)) };
}

const text = ({ year, month, day }) => written(year, month, day);

// ---------------------------------------------------------------- which rule

const begins = (iso, codes) => codes.some((code) => iso.startsWith(code));
const covers = (rule, iso) => begins(iso, rule.iso) && !begins(iso, rule.except ?? []);

// In force on a day. A rule that has been replaced is so only until the day when it ended.
function holds(rule, day) {
  if (rule.status === "superseded" && !rule.valid_to) return false;
  return (!rule.valid_from || rule.valid_from <= day) && (!rule.valid_to || day <= rule.valid_to);
}

// A rule for adults, without an age, says nothing of the young.
function isFor(rule, age) {
  const who = rule.who ?? "everyone";
  if (who !== "everyone" && age >= OF_AGE !== (who === "adults")) return false;
  return (rule.min_age ?? 0) <= age && (rule.max_age == null || age <= rule.max_age);
}

function fits(rule, number, count) {
  if (!rule.count_rule) return true;
  const counted = rule.count_rule === "nth" ? number : count;
  return (rule.count_from ?? 1) <= counted && (rule.count_to == null || counted <= rule.count_to);
}

// Those of the rules that could be for a line of the basket, the best first: the model asked for, the narrowest class, the
// place's own, one for so many, one with ages, the newest.
function candidates(rules, wish, order) {
  const wanted = rules.filter((rule) => covers(rule, wish.iso));
  if (wanted.length === 0) return wanted;
  const models = wanted.filter((rule) => rule.variant && rule.status === "last_known");
  const split = new Set(models.map((rule) => rule.area));
  const fitting = wanted.filter(
    (rule) => (rule.variant ?? "") === wish.variant || (wish.variant && !rule.variant && !split.has(rule.area)),
  );
  return fitting
    .map((rule) => ({ rule, rank: rankOf(rule, wish, order) }))
    .sort((a, b) => compare(a.rank, b.rank) || newest(a.rule, b.rule))
    .map(({ rule }) => rule);
}

function rankOf(rule, wish, order) {
  const longest = Math.max(...rule.iso.filter((code) => wish.iso.startsWith(code)).map((code) => code.length));
  const place = order.indexOf(rule.area);
  const ages = rule.min_age != null || rule.max_age != null;
  return [(rule.variant ?? "") !== wish.variant, -longest, place < 0 ? order.length : place, !rule.count_rule, !ages];
}

function newest(a, b) {
  const dates = (rule) => [rule.valid_from ?? "", rule.source_date ?? ""];
  return compare(dates(b), dates(a)) || compare([a.fee_id], [b.fee_id]);
}

const isAged = (rule) => rule.min_age != null || rule.max_age != null || (rule.who ?? "everyone") !== "everyone";

// The months when the choice may become another one: the first, those with a birthday, and those when a rule begins or has ended.
function turnsOf(rules, days) {
  const turns = new Set([0]);
  if (rules.some(isAged)) for (let month = YEAR; month < days.length; month += YEAR) turns.add(month);
  for (const { valid_from: first, valid_to: last } of rules) {
    if (first) turns.add(days.findIndex((day) => day >= first));
    if (last) turns.add(days.findIndex((day) => day > last));
  }
  turns.delete(-1);
  return [...turns].sort((a, b) => a - b);
}

function choose(rules, count, age) {
  const charged = new Map();
  const exempt = new Set();
  let missing = false;
  const oneByOne = rules.some((rule) => rule.count_rule === "nth");
  for (let number = 1; number <= (oneByOne ? count : 1); number += 1) {
    const best = rules.find((rule) => isFor(rule, age) && fits(rule, number, count));
    const free = best ? null : rules.find((rule) => isTooYoung(rule, age) && fits(rule, number, count));
    if (best) charged.set(best, (charged.get(best) ?? 0) + (oneByOne ? 1 : count));
    else if (free) exempt.add(free);
    else missing = true;
  }
  return { charged: [...charged], exempt: [...exempt], missing };
}

// Who is younger than a fee's age pays nothing.
const isTooYoung = (rule, age) =>
  rule.kind === "device" && (rule.who ?? "everyone") === "everyone" && age < (rule.min_age ?? 0);

// ---------------------------------------------------------------- how much

function unitsOf(rule, count) {
  const basis = rule.basis ?? "item";
  if (basis === "pair") return Math.floor((count + 1) / 2);
  return basis === "item" ? count : 1;
}

// A share of a price in öre, half an öre up.
const partOf = (price, percent) => Math.floor((price * Math.round(percent * 100) + 5_000) / 10_000);

function feeOf(rule, wish, count) {
  const units = unitsOf(rule, count);
  const floor = ore(rule.min_sek ?? 0);
  const top = rule.max_sek == null ? Infinity : ore(rule.max_sek);
  if (rule.amount_sek != null) return [ore(rule.amount_sek) * units, ore(rule.amount_sek) * units];
  if (wish.price < 0) return [Math.min(floor, top) * units, top * units];
  const fee = Math.min(Math.max(partOf(wish.price, rule.percent ?? 0), floor), top) * units;
  return [fee, fee];
}

// What is left to pay when the subsidy has been taken from the price.
function leftOf(rule, wish, count, given) {
  if (wish.price < 0) return [0, Infinity];
  const key = `${rule.area} ${rule.fee_id}`;
  const had = rule.basis === "person" ? (given.get(key) ?? 0) : 0;
  const amounts = [rule.amount_sek, rule.max_sek].filter((sek) => sek != null);
  const limits = amounts.map((sek) => ore(sek) * unitsOf(rule, count) - had);
  if (rule.percent != null) limits.push(count * partOf(wish.price, rule.percent));
  const price = wish.price * count;
  const subsidy = limits.length ? Math.min(price, ...limits) : 0;
  given.set(key, had + subsidy);
  return [price - subsidy, price - subsidy];
}

// Paid at the start and never again. What is bought with a subsidy is bought at the start.
const isOnce = (rule) => (rule.every ?? "once") === "once" || rule.kind === "subsidy";

// Nothing more was to be paid by the rules that held before: then it is not unknown when they end.
const isOver = (choice, month) =>
  [...choice.charged.map(([rule]) => rule), ...choice.exempt].every(
    (rule) => isOnce(rule) || (rule.longest_months != null && rule.longest_months <= month),
  );

// ---------------------------------------------------------------- the ceiling

function ceilingsIn({ ceilings, order }) {
  const above = (rule) => order.indexOf(rule.area);
  return ceilings.filter((rule) => above(rule) >= 0).sort((a, b) => above(a) - above(b) || newest(a, b));
}

// The ceiling that a payment shares: that of the place whose fee it is, or the nearest one above it.
function ceilingOver(rule, month, day, { order, ceilings }, age) {
  const from = order.indexOf(rule.area);
  if (!rule.in_ceiling || from < 0) return null;
  const then = age + Math.floor(month / YEAR);
  return ceilings.find((one) => order.indexOf(one.area) >= from && holds(one, day) && isFor(one, then));
}

function yearAfter(day) {
  const [year, month, inMonth] = day.split("-").map(Number);
  return text(addMonths({ year, month, day: inMonth }, YEAR));
}

// What is paid of each charge, in order of time: never more than the ceiling less what still counts.
function settle(charges, key) {
  const paid = new Map();
  return charges.map((charge) => {
    const { ceiling } = charge;
    if (!paid.has(ceiling.area)) paid.set(ceiling.area, []);
    const earlier = paid.get(ceiling.area);
    const left = Math.max(0, ore(ceiling.max_sek) - counting(earlier, charge.day, ceiling));
    const sek = Math.min(charge[key], left);
    earlier.push({ day: charge.day, until: charge.until, sek });
    return sek;
  });
}

function counting(paid, day, ceiling) {
  let total = 0;
  for (let i = paid.length - 1; i >= 0; i -= 1) {
    const past = ceiling.calendar_year ? paid[i].day.slice(0, 4) !== day.slice(0, 4) : paid[i].until <= day;
    if (past) break;
    total += paid[i].sek;
  }
  return total;
}

// ---------------------------------------------------------------- the sum

class Sheet {
  constructor() {
    this.entries = new Map();
    this.unknown = new Set();
    this.given = new Map(); // by rule: how much of a subsidy for the person other lines of the basket have had
    this.unbounded = false; // some device has no rule at all, so the sum has no upper bound
  }

  // One line for each line of the basket, or one for everything the person has.
  entry(rule, wish, number, exempt = false) {
    const shared = rule.basis === "person" && rule.kind !== "subsidy";
    const key = [rule.area, rule.fee_id, rule.kind, exempt, shared ? -1 : number];
    const name = key.join(" ");
    if (!this.entries.has(name)) {
      this.entries.set(name, {
        key, rule, isos: [], variant: shared ? "" : wish.variant, exempt, charges: new Map(), asked: [0, 0], paid: [0, 0],
      });
    }
    const entry = this.entries.get(name);
    if (!entry.isos.includes(wish.iso)) entry.isos.push(wish.iso);
    return entry;
  }

  // Notes the payments by a rule that fall from one month up to another.
  charge([rule, count], wish, number, from, to) {
    const every = isOnce(rule) ? NEVER_AGAIN : MONTHS[rule.every];
    const end = isOnce(rule) ? to : Math.min(to, rule.longest_months ?? to);
    const first = Math.ceil(from / every) * every;
    if (first >= end) return;
    const sums = rule.kind === "subsidy" ? leftOf(rule, wish, count, this.given) : feeOf(rule, wish, count);
    if (sums[0] !== sums[1]) this.unknown.add(wish.iso);
    const { charges } = this.entry(rule, wish, number);
    for (let month = first; month < end; month += every) charges.set(month, sums);
  }
}

export function cost(rules, basket, options) {
  const place = readRules(rules);
  const wishes = readBasket(basket);
  const person = readPerson(options);
  return costIn(place, wishes, person, daysOf(person));
}

function costIn(place, wishes, person, days) {
  const sheet = new Sheet();
  wishes.forEach((wish, number) => {
    const atStart = choose(
      candidates(place.starts, wish, place.order).filter((rule) => holds(rule, days[0])),
      wish.count,
      person.age,
    );
    for (const one of atStart.charged) sheet.charge(one, wish, number, 0, 1);
    run(sheet, place, wish, number, person, days);
  });
  return sumUp(sheet, place, wishes, person, days);
}

const daysOf = (person) =>
  Array.from({ length: YEAR * person.years }, (_, month) => text(addMonths(person.start, month)));

// Notes what is paid for one line of the basket, from each turn to the next.
function run(sheet, place, wish, number, person, days) {
  const rules = candidates(place.devices, wish, place.order);
  const turns = turnsOf(rules, days);
  let before = null;
  turns.forEach((month, i) => {
    const inForce = rules.filter((rule) => holds(rule, days[month]));
    const choice = choose(inForce, wish.count, person.age + Math.floor(month / YEAR));
    for (const one of choice.charged) sheet.charge(one, wish, number, month, turns[i + 1] ?? days.length);
    for (const rule of choice.exempt) sheet.entry(rule, wish, number, true);
    if (choice.missing && !(before && isOver(before, month))) {
      sheet.unknown.add(wish.iso);
      sheet.unbounded = true;
    }
    if (!choice.missing) before = choice;
  });
}

function sumUp(sheet, place, wishes, person, days) {
  const entries = [...sheet.entries.values()].sort((a, b) => compare(a.key, b.key));
  const tally = { byYear: Array(person.years).fill(0), least: 0, most: 0 };
  const capped = [];
  for (const entry of entries) {
    for (const [month, [least, most]] of entry.charges) {
      entry.asked[0] += least;
      entry.asked[1] += most;
      const ceiling = place.ceilings.length ? ceilingOver(entry.rule, month, days[month], place, person.age) : null;
      if (ceiling?.max_sek == null) pay(tally, entry, month, least, most);
      else capped.push({ month, day: days[month], until: yearAfter(days[month]), entry, ceiling, least, most });
    }
  }
  capped.sort((a, b) => a.month - b.month || compare(a.entry.key, b.entry.key));
  const least = settle(capped, "least");
  const most = sheet.unknown.size ? settle(capped, "most") : least;
  capped.forEach(({ month, entry }, i) => pay(tally, entry, month, least[i], most[i]));
  const lines = entries.filter((entry) => entry.charges.size || entry.exempt).map(lineOf);
  const isKnown = sheet.unknown.size === 0;
  return {
    total_sek: isKnown ? tally.least / 100 : null,
    by_year_sek: isKnown ? tally.byYear.map((paid) => paid / 100) : null,
    lines: inOrder([...lines, ...apart(place, wishes, person, days[0])]),
    unknown: [...sheet.unknown].sort(),
    least_sek: tally.least / 100,
    most_sek: sheet.unbounded || tally.most === Infinity ? null : tally.most / 100,
  };
}

function pay(tally, entry, month, least, most) {
  entry.paid[0] += least;
  entry.paid[1] += most;
  tally.byYear[Math.floor(month / YEAR)] += least;
  tally.least += least;
  tally.most += most;
}

function lineOf({ rule, isos, variant, exempt, charges, asked, paid }) {
  return {
    fee_id: rule.fee_id,
    area: rule.area,
    kind: rule.kind,
    iso: isos[0],
    isos,
    variant: variant || null,
    sek: paid[0] === paid[1] ? paid[0] / 100 : null,
    times: charges.size,
    before_ceiling_sek: asked[0] === asked[1] ? asked[0] / 100 : null,
    in_total: true,
    text: exempt ? exemptText(rule) : rule.text,
  };
}

const exemptText = (rule) =>
  `${rule.item ? `${rule.item}: avgiften` : "Avgiften"} gäller från ${rule.min_age} år, så du betalar inget.`;

// What is told beside the sum: visits, extras, service, a lost device, and what another source says.
function apart(place, wishes, person, start) {
  const lines = [];
  for (const rule of place.apart) {
    if (!holds(rule, start) || !isFor(rule, person.age)) continue;
    const isos = [...new Set(wishes.map((wish) => wish.iso).filter((iso) => rule.iso.length === 0 || covers(rule, iso)))];
    if (isos.length === 0) continue;
    const sek = rule.amount_sek == null ? null : ore(rule.amount_sek) / 100;
    lines.push({
      fee_id: rule.fee_id,
      area: rule.area,
      kind: rule.status === "disputed" ? "disputed" : rule.kind,
      iso: isos[0],
      isos,
      variant: rule.variant ?? null,
      sek,
      times: 1,
      before_ceiling_sek: sek,
      in_total: false,
      text: rule.text,
    });
  }
  return lines;
}

const orderOf = (line) => [!line.in_total, line.iso, line.variant ?? "", line.fee_id, line.area, line.kind, line.times];

const inOrder = (lines) =>
  lines
    .map((line) => ({ line, order: orderOf(line) }))
    .sort((a, b) => compare(a.order, b.order))
    .map(({ line }) => line);

// ---------------------------------------------------------------- every place at once

// What fees/rules/<area>.json holds, out of the parsed fees/rules.json. `parents` are needed for a place without own rules.
export function rulesFor(all, area, parents = null) {
  const own = ownRules(all);
  return gather(own, area, parents ?? own.get(area)?.parents ?? []);
}

const ownRules = (all) => new Map(all.areas.map((one) => [one.area, one]));

const gather = (own, area, parents) => ({
  area, parents, rules: [area, ...parents].flatMap((code) => own.get(code)?.rules ?? []),
});

// The cost in every place that has rules of its own: a municipality without any costs what its region does.
export function costs(all, basket, options) {
  const own = ownRules(all);
  const wishes = readBasket(basket);
  const person = readPerson(options);
  const days = daysOf(person);
  return all.areas.map(({ area, parents }) => {
    const place = readRules(gather(own, area, parents));
    return { area, ...costIn(place, wishes, person, days) };
  });
}
