// The page that tells what one would pay. Loaded by /vad-kostar-det/ only. Nothing is sent: rules and names are the site's own files.

import { chosenPlace, namedPlace } from "../search/place.js";
import { element, isCode, loadArea, loadEngine, siteRoot } from "../search/source.js";
import { forEngine, keyOf, MOST, readAddress, USUAL, whole, writeAddress } from "./address.js";
import { knownPlaces, unknownPlaces } from "./compare.js";
import { cost, costs, rulesFor } from "./engine.js";
import { itemsOf, makeElsewhere, makeOwn, sumOf } from "./view.js";
import { fill, timeOf } from "./words.js";

const COUNTRY = "00";
const SETTLED = 500; // ms: the live region follows when one stops changing
const HITS = 6;
const IN_SUM = new Set(["device", "start", "subsidy"]);

const root = document.querySelector("[data-cost]");
const part = (name) => root.querySelector(`[data-${name}]`);
const field = (name) => root.querySelector(`[name="${name}"]`);
const told = JSON.parse(root.dataset.known);
const { texts } = told;
const known = { ...told, devices: new Map(told.devices), rules: new Map() };
const find = root.querySelector("#hjalpmedel-kostnad");

let state = { place: null, basket: [], ...USUAL };
let place = null; // {code, short, name, type, parent} of the place that is counted for
let shared = null; // the place in the address: it goes before the chosen one, till another is chosen here
let all = null; // the parsed fees/rules.json
let searches = 0; // so that an answer that was overtaken is not shown
let places = 0;
let settling;

// ---------------------------------------------------------------- what is known

async function loadRules() {
  if (all) return;
  const answer = await fetch(new URL("fees/rules.json", siteRoot()));
  if (!answer.ok) throw new Error(`fees/rules.json: ${answer.status}`);
  all = await answer.json();
  for (const one of all.areas) known.rules.set(one.area, one.rules);
}

async function readPlace(code) {
  if (!isCode(code) || code === COUNTRY) return null;
  const { name, short_name: short, type, parent } = await loadArea(code);
  return { code, name, short, type, parent };
}

const placeRules = () => rulesFor(all, place.code, [...new Set([place.parent, COUNTRY])].filter(Boolean));

const rulesHere = () => (place ? placeRules().rules : all.areas.flatMap(({ rules }) => rules));

const isFor = (rule, iso) =>
  IN_SUM.has(rule.kind) && rule.status === "last_known" &&
  rule.iso.some((code) => iso.startsWith(code)) && !(rule.except ?? []).some((code) => iso.startsWith(code));

function today() {
  const day = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

// ---------------------------------------------------------------- the answer

function compute() {
  const options = { years: state.years, age: state.age, start: today() };
  const basket = forEngine(state.basket);
  const found = costs(all, basket, options);
  const own = place ? cost(placeRules(), basket, options) : null;
  const national = found.find(({ area }) => area === COUNTRY)?.total_sek ?? null;
  return { own, rows: knownPlaces(found, known.areas), unknown: unknownPlaces(found, known.areas, known.towns), national };
}

function showResult() {
  const result = part("result");
  if (state.basket.length === 0) {
    result.replaceChildren();
    settle("");
    return;
  }
  const compared = compute();
  const first = place ? makeOwn(state, place, compared.own, known) : element("p", "notice", texts.no_place);
  result.replaceChildren(first, makeElsewhere(state, place, compared, known), makeShare());
  settle(said(compared));
}

function said({ own, rows }) {
  const compared = rows.length === 1 ? texts.said_place : fill(texts.said_places, { number: rows.length });
  if (!place) return `${itemsOf(state.basket, known)}. ${compared}`;
  const values = { place: place.short, sum: sumOf(own, state.basket, texts), time: timeOf(state.years, texts) };
  return `${fill(texts.said, values)} ${compared}`;
}

// Said once, when one stops changing; what has just been said is not said again.
function settle(text) {
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (part("said").textContent !== text) part("said").textContent = text;
  }, SETTLED);
}

function makeShare() {
  const made = element("p", "cost-share", `${texts.share} `);
  const print = element("button", "", texts.print);
  print.type = "button";
  print.addEventListener("click", () => window.print());
  made.append(print);
  return made;
}

// ---------------------------------------------------------------- the basket

function showRows() {
  const list = part("rows");
  const rules = all ? rulesHere() : [];
  list.replaceChildren(...state.basket.map((wish) => makeRow(wish, rules.filter((rule) => isFor(rule, wish.iso)))));
  part("empty").hidden = state.basket.length > 0;
}

function makeRow(wish, rules) {
  const row = element("li", "cost-row");
  const name = known.devices.get(wish.iso) ?? wish.iso;
  const id = `korg-${state.basket.indexOf(wish)}`;
  const title = element("span", "cost-row__name", name);
  const said = element("p", "cost-said");
  said.setAttribute("role", "status");
  const check = (input, value, fault) => {
    const isWrong = value === undefined;
    input.setAttribute("aria-invalid", String(isWrong));
    said.textContent = isWrong ? fault : "";
    return !isWrong;
  };
  row.append(title, makeField(id, texts.count, name, String(wish.count), (input) => {
    const count = whole(input.value, 1, MOST.count) ?? undefined;
    if (check(input, count, texts.bad_count)) change(wish, { count });
  }));
  const models = [...new Set([...rules.map((rule) => rule.variant).filter(Boolean), wish.variant].filter(Boolean))].sort();
  if (models.length) row.append(makeModels(id, name, wish, models));
  const isPriced = wish.price !== null || rules.some((rule) => rule.kind === "subsidy" || (rule.percent != null && rule.amount_sek == null));
  if (isPriced) {
    row.append(makeField(`${id}-pris`, texts.price, name, String(wish.price ?? ""), (input) => {
      const price = input.value.trim() === "" && !input.validity.badInput ? null : (whole(input.value, 0, MOST.price) ?? undefined);
      if (check(input, price, texts.bad_price)) change(wish, { price });
    }));
  }
  const remove = element("button", "cost-remove", texts.remove);
  remove.type = "button";
  remove.setAttribute("aria-label", `${texts.remove}: ${name}`);
  remove.addEventListener("click", () => removeWish(wish, name));
  row.append(remove, said);
  return row;
}

function makeField(id, text, name, value, listen) {
  const made = element("p", "cost-field");
  const label = element("label", "", text);
  label.append(element("span", "visually-hidden", `: ${name}`));
  const input = element("input");
  input.type = "number";
  input.inputMode = "numeric";
  input.min = id.endsWith("pris") ? "0" : "1";
  input.max = String(id.endsWith("pris") ? MOST.price : MOST.count);
  input.id = id;
  input.value = value;
  label.htmlFor = id;
  input.addEventListener("input", () => listen(input));
  made.append(label, input);
  return made;
}

function makeModels(id, name, wish, models) {
  const made = element("p", "cost-field");
  const label = element("label", "", texts.model);
  label.append(element("span", "visually-hidden", `: ${name}`));
  const select = element("select");
  select.id = `${id}-sort`;
  label.htmlFor = select.id;
  for (const model of ["", ...models]) {
    const option = element("option", "", model || texts.ordinary);
    option.value = model;
    option.selected = model === (wish.variant ?? "");
    select.append(option);
  }
  select.addEventListener("change", () => change(wish, { variant: select.value || null }));
  made.append(label, select);
  return made;
}

// A number or a model was changed: the same entry in the history, and the fields stay as they are.
function change(wish, changes) {
  Object.assign(wish, changes);
  remember("replaceState");
  if (all) showResult();
}

function addWish(iso, count, years = null) {
  const name = known.devices.get(iso) ?? iso;
  const there = state.basket.find((wish) => keyOf(wish) === keyOf({ iso, variant: null }));
  if (!there && state.basket.length === MOST.lines) {
    part("found-said").textContent = fill(texts.full, { number: MOST.lines });
    return;
  }
  if (there) there.count = Math.max(there.count, count);
  else state.basket = [...state.basket, { iso, count, price: null, variant: null }];
  if (years) state.years = years;
  find.value = "";
  part("found").replaceChildren();
  part("found-said").textContent = fill(texts.added, { name });
  moved();
}

async function removeWish(wish, name) {
  state.basket = state.basket.filter((one) => one !== wish);
  part("found-said").textContent = fill(texts.removed, { name });
  await moved();
  root.querySelector("#korg-rubrik").focus();
}

// The basket is another one: a new entry in the history, so that Back takes it away.
function moved() {
  remember("pushState");
  return showAll();
}

// Rules that could not be fetched are asked for again at the next change.
async function showAll() {
  showFields();
  try {
    await loadRules();
  } catch {
    part("result").replaceChildren(element("p", "notice", texts.failed));
    settle(texts.failed);
    return;
  } finally {
    showRows();
  }
  showResult();
}

// ---------------------------------------------------------------- finding devices

async function search() {
  const words = find.value.trim();
  searches += 1;
  const mine = searches;
  if (!words) {
    part("found").replaceChildren();
    part("found-said").textContent = "";
    return;
  }
  try {
    const engine = await loadEngine();
    if (mine !== searches) return;
    showFound(words, engine.search(words, { limit: 50 }).filter((result) => result.kind === "device"));
  } catch {
    if (mine === searches) part("found-said").textContent = texts.found_failed;
  }
}

function showFound(words, found) {
  const hits = found.map(({ id, title }) => [id.slice("device:".length), title]);
  const offered = hits.filter(([iso]) => known.devices.has(iso)).slice(0, HITS);
  part("found").replaceChildren(...offered.map(([iso, title]) => makeHit(iso, title)));
  part("found-said").textContent = foundWords(words, hits, offered);
}

function foundWords(words, hits, offered) {
  if (offered.length > 0) return offered.length === 1 ? texts.found_one : fill(texts.found_many, { number: offered.length });
  return hits.length > 0 ? fill(texts.found_without, { name: hits[0][1] }) : fill(texts.found_none, { words });
}

function makeHit(iso, title) {
  const item = element("li");
  const button = element("button", "cost-hit", fill(texts.add, { name: title }));
  button.type = "button";
  button.addEventListener("click", () => {
    addWish(iso, 1);
    find.focus();
  });
  item.append(button);
  return item;
}

// Down and up walk between the box and what was found; Enter in the box takes the first; Escape empties the box.
function walk(event) {
  const hits = [...part("found").querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Enter" && event.target === find) {
    event.preventDefault();
    hits[0]?.click();
  } else if (event.key === "Escape" && find.value) {
    find.value = "";
    find.focus();
    search();
  } else if (step && hits.length > 0) {
    const next = hits.indexOf(document.activeElement) + step;
    event.preventDefault();
    (hits[Math.min(next, hits.length - 1)] ?? find).focus();
  }
}

// ---------------------------------------------------------------- address, place and start

function remember(how) {
  const address = `${location.pathname}${writeAddress({ ...state, place: place?.code ?? null })}`;
  if (address !== location.pathname + location.search) history[how](null, "", address);
}

function showFields() {
  field("alder").value = state.age;
  field("ar").value = state.years;
}

async function takePlace(code) {
  places += 1;
  const mine = places;
  const found = await readPlace(code).catch(() => null);
  if (mine !== places) return;
  place = found;
  const isShared = place !== null && place.code === shared;
  part("shared").hidden = !isShared;
  part("shared").textContent = isShared ? fill(texts.shared, { place: place.short }) : "";
}

async function open() {
  const asked = readAddress(location.search);
  const wanted = asked.place ?? namedPlace();
  shared = wanted === chosenPlace() ? null : wanted;
  state = asked;
  showFields();
  await takePlace(shared ?? chosenPlace());
  await showAll();
}

function wire() {
  find.addEventListener("input", search);
  part("basket").addEventListener("keydown", (event) => {
    if (event.target === find || part("found").contains(event.target)) walk(event);
  });
  part("basket").addEventListener("submit", (event) => event.preventDefault());
  part("picks")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const { basket, years } = readAddress(new URL(link.href).search);
    addWish(basket[0].iso, basket[0].count, years);
  });
  field("alder").addEventListener("input", ({ target }) => {
    const age = whole(target.value, 0, MOST.age);
    target.setAttribute("aria-invalid", String(age === null));
    part("age-said").textContent = age === null ? texts.bad_age : "";
    if (age === null) return;
    state.age = age;
    remember("replaceState");
    if (all) showResult();
  });
  field("ar").addEventListener("change", ({ target }) => {
    state.years = Number(target.value);
    remember("replaceState");
    if (all) showResult();
  });
  document.addEventListener("jamforbart:plats", async ({ detail }) => {
    shared = null;
    await takePlace(detail.code);
    moved();
  });
  window.addEventListener("popstate", open);
}

if (root) {
  root.hidden = false;
  wire();
  open();
}
