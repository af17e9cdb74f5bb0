// What a calculation says, as elements. Every text becomes a text node; no markup is ever parsed here.

import { addressOf, element, reportAddress } from "../search/source.js";
import { rowOf, spreadOf } from "./compare.js";
import { amount, fill, listed, looseDate, money, timeOf } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const WEB = /^https?:\/\//;

const nameOf = (iso, { devices }) => devices.get(iso) ?? iso;

// A name inside a sentence; one that begins with an abbreviation keeps its capitals.
const inside = (name) => (/^\p{Lu}\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name);
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// Hörselhjälpmedel (2 st) och rollatorer (1 st).
export const itemsOf = (basket, known) =>
  capital(listed(basket.map(({ iso, count }) => fill(known.texts.items, { name: inside(nameOf(iso, known)), count })), known.texts.and));

// The sum in words: kronor, between two bounds, at least so much, that it depends on a price, or that it is unknown.
export function sumOf(own, basket, texts) {
  const { total_sek: sek, least_sek: least, most_sek: most, unknown } = own;
  if (sek !== null) return money(sek);
  if (most !== null) return fill(texts.between, { low: money(least), high: money(most) });
  if (least > 0) return fill(texts.at_least, { low: money(least) });
  return unknown.every((iso) => needsPrice(iso, basket, own)) ? texts.needs_price : texts.unknown;
}

// ---------------------------------------------------------------- what you would pay

export function makeOwn(asked, place, own, known) {
  const { texts } = known;
  const section = element("section", "cost-own");
  const { short } = place;
  const years = timeOf(asked.years, texts);
  section.append(element("h2", "", fill(texts.heading, { place: short })), makeFigure(asked, own, years, known));
  if (own.total_sek !== null || own.least_sek > 0) section.append(element("p", "cost-status", `${statusOf(own, known)}.`));
  section.append(...makeYears(own.by_year_sek, texts));
  if (own.unknown.length) section.append(makeMissing(asked, place, own, known));
  const counted = own.lines.filter((line) => line.in_total);
  if (counted.length) {
    const cards = element("div", "fee-cards");
    cards.append(...counted.map((line) => makeCard(line, asked, known)));
    section.append(element("h3", "", texts.rules), cards);
  }
  const apart = own.lines.filter((line) => !line.in_total && isNews(line, own));
  if (apart.length) section.append(element("h3", "", texts.apart), makeApart(apart, known));
  return section;
}

// Whom to ask whether the fees still hold: whoever decides on them.
function statusOf({ lines }, known) {
  const { texts } = known;
  const deciders = new Set(lines.filter((line) => line.in_total).map((line) => ruleOf(line, known).responsible === "kommun"));
  if (deciders.size > 1) return texts.check_both;
  return deciders.has(true) ? texts.check_municipality : texts.check_region;
}

function makeFigure(asked, own, years, known) {
  const { texts } = known;
  const figure = element("div", "figure cost-figure");
  const line = element("p", "figure__line");
  const isSum = own.total_sek !== null;
  const value = element("span", isSum ? "figure__number" : "cost-bounds", isSum ? amount(own.total_sek) : capital(sumOf(own, asked.basket, texts)));
  line.append(value, " ", element("span", "figure__unit", isSum ? `kr ${years}` : years));
  figure.append(line, element("p", "figure__counts", fill(texts.for_whom, { what: itemsOf(asked.basket, known), age: asked.age })));
  return figure;
}

// What can only be told says the same in other words where there is a sum.
const isNews = (line, own) => line.kind !== "told" || line.isos.some((iso) => own.unknown.includes(iso));

// The years one by one, or in one sentence where they are alike.
function makeYears(sums, texts) {
  if (!sums || sums.length < 2) return [];
  if (sums.every((sek) => sek === sums[0])) return [element("p", "", fill(texts.each_year, { sek: money(sums[0]) }))];
  const list = element("dl", "cost-years");
  sums.forEach((sek, i) => {
    const one = element("div");
    one.append(element("dt", "", fill(texts.year, { number: i + 1 })), element("dd", "", money(sek)));
    list.append(one);
  });
  return [element("h3", "", texts.by_year), list];
}

function makeMissing({ age, basket }, place, own, known) {
  const { texts } = known;
  const { short } = place;
  const card = element("div", "missing-card");
  const names = own.unknown.map((iso) => nameOf(iso, known));
  const priced = own.unknown.filter((iso) => needsPrice(iso, basket, own));
  const unpriced = own.unknown.filter((iso) => !priced.includes(iso));
  const modelled = unpriced.filter((iso) => hasModels(iso, place, known));
  card.append(element("h3", "", `${unpriced.length ? texts.unknown : texts.price_missing}: ${listed(names, texts.and)}`));
  const what = (isos) => listed(isos.map((iso) => inside(nameOf(iso, known))), texts.and);
  if (priced.length) card.append(element("p", "", fill(texts.price_why, { what: what(priced) })));
  if (unpriced.length) {
    card.append(element("p", "", fill(texts.unknown_why, { what: what(unpriced), place: short, age })));
    if (modelled.length) card.append(element("p", "", fill(texts.model_why, { what: what(modelled) })));
    const address = reportAddress(fill(texts.issue, { what: what(unpriced), place: short }));
    if (address) {
      const help = element("p");
      const link = element("a", "button", texts.help);
      link.href = address;
      help.append(link);
      card.append(help);
    }
  }
  return card;
}

// There is a rule for it, so all that is missing is the price.
export const needsPrice = (iso, basket, own) =>
  own.lines.some((line) => line.in_total && line.sek === null && line.isos.includes(iso)) &&
  basket.some((wish) => wish.iso === iso && wish.price === null);

// The place has fees for models of the device, so one of them may be what is meant.
const hasModels = (iso, { code, parent }, { rules }) =>
  [code, parent].flatMap((area) => rules.get(area) ?? [])
    .some((rule) => rule.variant && rule.status === "last_known" && rule.iso.some((begun) => iso.startsWith(begun)));

// ---------------------------------------------------------------- one rule as a card

const ruleOf = ({ area, fee_id: id, kind }, { rules }) =>
  (rules.get(area) ?? []).find((rule) => rule.fee_id === id && (rule.kind === kind || kind === "disputed")) ?? {};

function makeCard(line, { basket }, known) {
  const { texts } = known;
  const card = element("article", "fee-card fee-card--last_known");
  const wanted = basket.filter(({ iso }) => line.isos.includes(iso));
  const pays = element("p", "fee-card__pays");
  const times = line.times === 1 ? texts.times_one : fill(texts.times_many, { number: line.times });
  pays.append(element("span", "fee-card__kind", texts.kinds[line.kind] ?? ""), " ");
  pays.append(element("strong", "", line.sek === null ? texts.needs_price : money(line.sek)));
  if (line.times > 0) pays.append(" ", element("span", "muted", line.times === 1 ? times : `${texts.in_all}, ${times}`));
  card.append(element("h4", "fee-card__what", itemsOf(wanted, known)), pays, element("p", "fee-card__rule", line.text));
  if (line.sek !== null && line.before_ceiling_sek > line.sek) {
    card.append(element("p", "", fill(texts.saved, { sek: money(line.before_ceiling_sek) })));
  }
  const rule = ruleOf(line, known);
  if (rule.condition) card.append(element("p", "", sentence(rule.condition)));
  if (rule.responsible) {
    const who = texts.deciders[rule.responsible] ?? rule.responsible;
    card.append(element("p", "fee-card__who", `${fill(texts.who, { who })}.`));
  }
  card.append(makeSource(rule, line.area, known, "fee-card__source"));
  return card;
}

const sentence = (text) => `${capital(text).replace(/[. ]+$/, "")}.`;

// Where a rule stands and how old that is: a line of its own that names the place, or a part of a cell or a list.
function makeSource(rule, area, { areas, texts }, className, isLine = true) {
  const [short, name] = areas[area] ?? [area, area];
  const made = element(isLine ? "p" : "span", className);
  const dates = [rule.source_date ? fill(texts.source_date, { day: looseDate(rule.source_date) }) : texts.undated];
  if (rule.verified_at) dates.push(fill(texts.verified, { day: looseDate(rule.verified_at) }));
  if (isLine) made.append(`${name} · `);
  if (WEB.test(rule.source_url)) {
    const link = element("a", "", texts.source);
    link.href = rule.source_url;
    link.setAttribute("aria-label", fill(texts.source_label, { what: rule.item ?? "", place: short }));
    made.append(link, " · ");
  }
  made.append(dates.join("; "));
  return made;
}

function makeApart(lines, known) {
  const list = element("ul", "compact");
  for (const line of lines) {
    const item = element("li");
    item.append(element("strong", "", known.texts.kinds[line.kind] ?? line.kind), ": ", line.text, " ");
    const { told } = ruleOf(line, known);
    if (told) item.append(sentence(told), " ");
    item.append(makeSource(ruleOf(line, known), line.area, known, "muted"));
    list.append(item);
  }
  return list;
}

// ---------------------------------------------------------------- the other places

export function makeElsewhere(asked, place, compared, known) {
  const { texts } = known;
  const { rows, unknown, national } = compared;
  const section = element("section", "cost-elsewhere");
  section.append(element("h2", "", place ? texts.elsewhere : texts.elsewhere_only));
  const said = spreadWords(rows, national, known);
  section.append(element("p", "finding", [said, place ? ownWords(rows, place, texts) : ""].filter(Boolean).join(" ")));
  if (rows.length) section.append(makeTable(asked, place, rows, known));
  if (unknown.regions.length || unknown.towns) section.append(makeUnknown(unknown, known));
  return section;
}

export function spreadWords(rows, national, { areas, texts }) {
  if (rows.length === 0) return national === null ? texts.spread_none : fill(texts.spread_national, { sek: money(national) });
  const spread = spreadOf(rows);
  if (!spread) return rows.length === 1 ? texts.spread_few_one : fill(texts.spread_few, { number: rows.length });
  const { low, high, median, number } = spread;
  if (low === high) return fill(texts.spread_same, { sek: money(low), number });
  const at = (sek) => listed(rows.filter((one) => one.total_sek === sek).map(({ area }) => areas[area][0]), texts.and);
  const values = { low: money(low), lowest: at(low), high: money(high), highest: at(high), median: money(median), number };
  return fill(texts.spread, values);
}

function ownWords(rows, place, texts) {
  const spread = spreadOf(rows);
  const own = rowOf(place.code, place.parent, rows);
  if (!spread || !own || spread.low === spread.high) return "";
  const difference = own.total_sek - spread.median;
  const said = difference === 0 ? texts.you_same : difference < 0 ? texts.you_less : texts.you_more;
  return fill(said, { place: place.short, sek: money(Math.abs(difference)) });
}

function makeTable(asked, place, rows, known) {
  const { texts } = known;
  const region = element("div", "table-region");
  const table = element("table", "cost-table");
  const own = place ? rowOf(place.code, place.parent, rows) : null;
  const values = { what: itemsOf(asked.basket, known), age: asked.age, time: timeOf(asked.years, texts) };
  const caption = element("caption", "", fill(own ? texts.caption_own : texts.caption, values));
  caption.id = "kostnad-tabell";
  region.tabIndex = 0;
  region.setAttribute("role", "region");
  region.setAttribute("aria-labelledby", caption.id);
  const top = Math.max(...rows.map((one) => one.total_sek));
  const body = element("tbody");
  const ordered = own ? [own, ...rows.filter((one) => one !== own)] : rows;
  body.append(...ordered.map((one) => makeRow(one, top, one === own ? place : null, known)));
  table.append(caption, makeHead(texts), body);
  region.append(table);
  return region;
}

function makeHead(texts) {
  const head = element("thead");
  const row = element("tr");
  for (const [text, name] of [[texts.place, ""], [texts.sum, "is-number"], [texts.bar, "cost-bar"], [texts.rule, ""], [texts.source, ""]]) {
    const cell = element("th", name, name === "cost-bar" ? undefined : text);
    if (name === "cost-bar") cell.append(element("span", "visually-hidden", text));
    cell.scope = "col";
    row.append(cell);
  }
  head.append(row);
  return head;
}

function makeRow(one, top, place, known) {
  const { areas, texts } = known;
  const [short, , type, , url] = areas[one.area];
  const row = element("tr", place ? "own-place" : "");
  const head = element("th");
  head.scope = "row";
  const link = element("a", "", short);
  link.href = addressOf(url);
  head.append(link);
  if (place) {
    head.append(element("span", "sub", place.code === one.area ? texts.own : texts.own_region));
  } else if (type === "municipality") head.append(element("span", "sub", texts.municipality));
  const counted = one.lines.filter((line) => line.in_total);
  const bar = element("td", "cost-bar");
  bar.append(drawBar(top > 0 ? one.total_sek / top : 0));
  const sources = element("td");
  const seen = new Set();
  for (const line of counted) {
    const rule = ruleOf(line, known);
    if (seen.has(rule.source_url)) continue;
    seen.add(rule.source_url);
    sources.append(makeSource(rule, line.area, known, "cost-source", false));
  }
  const said = [...new Set(counted.map((line) => line.text))].join(" ");
  row.append(head, element("td", "is-number", money(one.total_sek)), bar, element("td", "cost-rule", said), sources);
  return row;
}

function drawBar(share) {
  const svg = shape("svg", {
    class: "bar", viewBox: "0 0 100 10", width: 100, height: 10, preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false",
  });
  svg.append(shape("rect", { class: "bar__value", width: (share * 100).toFixed(1), height: 10 }));
  return svg;
}

function shape(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function makeUnknown({ regions, of, towns, allTowns }, { areas, texts }) {
  const made = element("details", "cost-unknown");
  const counts = { regions: regions.length, all: of, towns, all_towns: allTowns };
  made.append(element("summary", "", fill(texts.missing, counts)), element("p", "", texts.missing_why));
  const list = element("ul", "compact");
  for (const { area, towns: number } of regions) {
    const item = element("li", "", areas[area][0]);
    const said = number === 1 ? texts.towns_one : fill(texts.towns_many, { number });
    if (number) item.append(element("span", "muted", said));
    list.append(item);
  }
  if (regions.length) made.append(list);
  return made;
}
