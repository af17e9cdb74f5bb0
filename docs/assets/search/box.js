// The search box: every form[data-search] becomes a combobox whose rows are the answers.
// Everything from the index and the data becomes text nodes; no markup is ever parsed here.

import { chosenPlace } from "./place.js";
import { addressOf, element, loadArea, loadEngine, loadIndex } from "./source.js";

const LIMIT = 8;
const LONG_FIGURE = 16;
const COUNTRY = "00";
const KINDS = { diagnosis: "Diagnos", device: "Hjälpmedel", indicator: "Mått", register: "Register", area: "Plats", page: "Sida" };
const ICONS = { better: "▲", worse: "▼", similar: "●", not_assessed: "○", higher: "●", lower: "●" };
const NO_FIGURE = ["page", "area", "register"]; // these rows lead on, they are not about one figure
const UNKNOWN = "Uppgift saknas";
const LAST_KNOWN = "Senast kända avgift, kontrollera hos regionen";
const DISPUTED = "Källorna säger olika";
const SVG = "http://www.w3.org/2000/svg";
const SPARK = { width: 64, height: 18, edge: 2 };

let boxes = 0;

// ---------------------------------------------------------------- one row

function drawSpark(values) {
  const known = values.filter((value) => typeof value === "number");
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i) => SPARK.edge + (i / (values.length - 1)) * (SPARK.width - 2 * SPARK.edge);
  const y = (value) => SPARK.height - SPARK.edge - ((value - low) / span) * (SPARK.height - 2 * SPARK.edge);
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  let path = "";
  values.forEach((value, i) => {
    if (typeof value !== "number") return;
    path += `${typeof values[i - 1] === "number" ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`;
  });
  line.setAttribute("d", path);
  svg.setAttribute("class", "search-spark");
  svg.setAttribute("viewBox", `0 0 ${SPARK.width} ${SPARK.height}`);
  svg.setAttribute("width", SPARK.width);
  svg.setAttribute("height", SPARK.height);
  svg.setAttribute("aria-hidden", "true");
  svg.append(line);
  const last = values.length - 1;
  if (typeof values[last] === "number") {
    const dot = document.createElementNS(SVG, "circle");
    for (const [name, value] of [["cx", x(last)], ["cy", y(values[last])], ["r", 2]]) dot.setAttribute(name, value);
    svg.append(dot);
  }
  return svg;
}

const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// What the row says: {place, figure, what, verdict, word, spark, age}. Empty for pages and places, which have no figure.
function answerOf(result, { answers, names, titles }) {
  if (NO_FIGURE.includes(result.kind) || !answers) return {};
  const place = result.area ?? COUNTRY;
  if (result.kind === "device") return deviceAnswer(answers.devices[result.id.slice("device:".length)], place, names);
  const found = result.indicators.filter((id) => answers.indicators[id]);
  const id = found.find((known) => answers.indicators[known].value !== null) ?? found[0];
  if (!id) return { place: names.get(place), figure: UNKNOWN, missing: true };
  const answer = answers.indicators[id];
  return {
    place: names.get(answer.area),
    figure: answer.text,
    missing: answer.value === null,
    what: result.kind === "indicator" ? "" : titles.get(id),
    verdict: answer.verdict,
    word: answer.verdict_text,
    spark: answer.spark,
    age: `${capitalised(answer.period_text)}, ${answer.age}`,
  };
}

function deviceAnswer(answer, place, names) {
  if (!answer) return { place: names.get(place), figure: UNKNOWN, missing: true };
  const note = answer.status === "disputed" ? DISPUTED : LAST_KNOWN;
  return {
    place: names.get(answer.area),
    figure: answer.text,
    what: answer.group ? `Gäller gruppen ${answer.group}` : "",
    age: answer.known ? note : "",
  };
}

function makeRow(result, context, id) {
  const row = element("a", "search-row");
  const says = answerOf(result, context);
  row.id = id;
  row.href = addressOf(result.url);
  row.tabIndex = -1;
  row.setAttribute("role", "option");
  row.setAttribute("aria-selected", "false");
  const add = (name, text) => text && row.append(element("span", `search-${name}`, text), " ");
  add("title", result.title);
  add("place", [KINDS[result.kind], says.place].filter(Boolean).join(", "));
  add("figure", says.figure);
  if (says.missing) row.classList.add("is-missing");
  if (says.figure?.length > LONG_FIGURE) row.classList.add("is-wordy");
  add("what", says.what);
  if (says.word) row.append(makeVerdict(says), " ");
  const spark = drawSpark(says.spark ?? []);
  if (spark) row.append(spark);
  add("age", says.age);
  return row;
}

function makeVerdict({ verdict, word }) {
  const known = Object.hasOwn(ICONS, verdict) ? verdict : "not_assessed";
  const made = element("span", `search-verdict is-${known.replace("_", "-")}`, `${word} `);
  const icon = element("span", "search-icon", ICONS[known]);
  icon.setAttribute("aria-hidden", "true");
  made.append(icon);
  return made;
}

// ---------------------------------------------------------------- no hit

function makeLink(text, url) {
  const link = element("a", "search-way", text);
  link.href = addressOf(url);
  return link;
}

function makeNothing(query, suggestions, links) {
  const made = element("div", "search-nothing");
  made.append(element("p", "", `Inget hittat för ”${query}”.`));
  if (suggestions.length > 0) {
    made.append(element("p", "", "Närmast:"));
    const list = element("ul", "search-nearest");
    for (const { title, url } of suggestions) {
      const item = element("li", "");
      item.append(makeLink(title, url));
      list.append(item);
    }
    made.append(list);
  }
  const ways = element("p", "search-ways");
  ways.append(makeLink("Se allt från A till Ö", links.a_o));
  if (links.report) ways.append(" ", makeLink("Säg till vad som saknas", links.report));
  made.append(ways);
  return made;
}

// ---------------------------------------------------------------- one box

class Box {
  constructor(form) {
    boxes += 1;
    this.form = form;
    this.input = form.querySelector('input[type="search"]');
    this.id = `search-${boxes}`;
    this.turn = 0;
    this.active = -1;
    this.rows = [];
    this.build();
    this.listen();
  }

  build() {
    this.panel = element("div", "search-panel");
    this.list = element("div", "search-list");
    this.beside = element("div", "search-beside");
    this.status = element("p", "search-status");
    this.list.id = `${this.id}-list`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Sökträffar");
    this.status.setAttribute("role", "status");
    this.panel.hidden = true;
    this.panel.append(this.list, this.beside);
    this.form.append(this.panel, this.status);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
  }

  listen() {
    this.input.addEventListener("focus", () => loadEngine().catch(() => {}));
    this.input.addEventListener("input", () => {
      this.select(-1); // a row chosen among the last answers is not chosen among the next
      this.update();
    });
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.form.addEventListener("submit", (event) => this.submit(event));
    this.form.addEventListener("focusout", (event) => {
      if (!this.form.contains(event.relatedTarget)) this.close();
    });
    // A click must not take the focus first: focusout would close the list under the pointer.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    document.addEventListener("jamforbart:plats", () => !this.panel.hidden && this.update());
  }

  async update() {
    const query = this.input.value.trim();
    this.turn += 1;
    const { turn } = this;
    if (!query) {
      this.close();
      return;
    }
    try {
      const [engine, index] = await Promise.all([loadEngine(), loadIndex()]);
      if (turn === this.turn) await this.answer(query, engine, index, turn);
    } catch {
      if (turn === this.turn) this.fail();
    }
  }

  async answer(query, engine, index, turn) {
    const results = engine.search(query, { area: chosenPlace(), limit: LIMIT });
    const context = readContext(index);
    if (results.length === 0) {
      this.showNothing(query, engine.suggest(query), index.links);
      return;
    }
    this.show(results, context);
    const asked = results.find((result) => result.kind !== "area" && result.kind !== "page");
    if (!asked) return;
    const area = asked.area ?? COUNTRY;
    const { answers } = await loadArea(area).catch(() => ({ answers: null }));
    if (turn === this.turn && answers) this.show(results, { ...context, answers });
  }

  show(results, context) {
    const rows = results.map((result, i) => makeRow(result, context, `${this.id}-${i}`));
    this.list.replaceChildren(...rows);
    this.beside.replaceChildren();
    this.list.hidden = false;
    this.rows = rows;
    this.open();
    this.announce(rows.length === 1 ? "1 träff" : `${rows.length} träffar`);
    this.select(Math.min(this.active, rows.length - 1));
  }

  showNothing(query, suggestions, links) {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.rows = [];
    this.beside.replaceChildren(makeNothing(query, suggestions, links));
    this.open();
    this.select(-1);
    this.announce(`Inget hittat för ${query}`);
  }

  fail() {
    this.list.replaceChildren();
    this.list.hidden = true;
    this.rows = [];
    const made = element("p", "search-nothing", "Sökningen kunde inte hämtas. ");
    made.append(makeLink("Se allt från A till Ö", "a-o/"));
    this.beside.replaceChildren(made);
    this.open();
    this.announce("Sökningen kunde inte hämtas");
  }

  announce(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.status.textContent = text;
    }, 300);
  }

  open() {
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", String(this.rows.length > 0));
  }

  close() {
    clearTimeout(this.saying);
    this.turn += 1;
    this.panel.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.select(-1);
  }

  select(number) {
    this.active = number;
    this.rows.forEach((row, i) => row.setAttribute("aria-selected", String(i === number)));
    if (number < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", this.rows[number].id);
    this.rows[number].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape" && !this.panel.hidden) {
      event.preventDefault(); // the first Escape closes, the next empties the field
      this.close();
    }
  }

  // Past the last row the field itself is next, then the first row.
  move(step) {
    if (this.panel.hidden) {
      this.active = -1;
      this.update();
      return;
    }
    const places = this.rows.length + 1;
    if (places > 1) this.select(((this.active + 1 + step + places) % places) - 1);
  }

  // Enter and the button open the chosen row, or else the best one.
  async submit(event) {
    const query = this.input.value.trim();
    if (!query) return;
    event.preventDefault();
    const chosen = this.panel.hidden ? undefined : this.rows[this.active];
    if (!chosen) await this.update();
    const row = chosen ?? this.rows[0];
    if (row && this.input.value.trim() === query) location.assign(row.href); // who types on has changed their mind
  }
}

function readContext(index) {
  return {
    answers: null,
    names: new Map(index.places.map(([code, , short]) => [code, short])),
    titles: new Map(
      index.entries.filter(([id]) => id.startsWith("indicator:")).map(([id, title]) => [id.slice("indicator:".length), title]),
    ),
  };
}

function focusWithSlash(event) {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const inputs = [...document.querySelectorAll("form[data-search] input[type='search']")];
  const input = inputs.find((one) => one.getClientRects().length > 0);
  if (!input) return;
  event.preventDefault();
  input.focus();
  input.select();
}

for (const form of document.querySelectorAll("form[data-search]")) new Box(form);
document.addEventListener("keydown", focusWithSlash);
