// The page of all hits: ?q= and ?plats= in, every answer row out. Loaded by /sok/ only.

import { areaOf, readContext } from "./answer.js";
import { makeNothing } from "./nothing.js";
import { chosenPlace } from "./place.js";
import { forgetSearches, recentSearches, rememberSearch } from "./recent.js";
import { makeRow } from "./row.js";
import { asked, element, hasArea, isCode, loadArea, loadEngine, loadIndex, shortened } from "./source.js";

const MOST = 50;
const PAUSE = 200; // ms: what one types past is not fetched
const SETTLED = 400; // ms: the address and the live region follow when one stops typing
const COUNTRY = "00";

const form = document.querySelector("form[data-search='page']");
const input = form.querySelector("input[type='search']");
const list = document.querySelector("[data-hits]");
const said = document.querySelector("[data-said]");
const title = document.title;
let shared = null; // the place in the address: it goes before the chosen one, till another is chosen here
let turn = 0;
let settling;

const wait = (time) => new Promise((done) => setTimeout(done, time));
const place = () => shared ?? chosenPlace();

// The box leads here with the words behind #, which are not sent; a shared address has them behind ?.
function readAddress() {
  const words = new URLSearchParams(location.hash.startsWith("#q=") ? location.hash.slice(1) : location.search);
  const code = words.get("plats");
  input.value = words.get("q") ?? "";
  shared = isCode(code) && code !== chosenPlace() ? code : null;
}

function writeAddress(query) {
  const address = new URL(location.href);
  address.hash = "";
  address.search = query ? asked(query, place()) : "";
  history.replaceState(null, "", address);
  document.title = query ? `${query} – ${title}` : title;
}

function settle(query, text) {
  clearTimeout(settling);
  settling = setTimeout(() => {
    writeAddress(query);
    said.textContent = text;
  }, SETTLED);
}

async function update() {
  const query = input.value.trim();
  turn += 1;
  const mine = turn;
  if (!query) {
    showRecent();
    return;
  }
  try {
    const [engine, index] = await Promise.all([loadEngine(), loadIndex()]);
    if (mine === turn) await answer(query, engine, index, mine);
  } catch {
    if (mine === turn) fail(query);
  }
}

async function answer(query, engine, index, mine) {
  if (shared && !index.places.some(([code]) => code === shared)) shared = null; // an address that somebody mistyped
  const found = engine.search(query, { area: place(), limit: MOST });
  const area = areaOf(found);
  if (found.length === 0) {
    list.replaceChildren(itemOf(makeNothing(query, engine.suggest(query), index.links)));
    settle(query, `Inget hittat för ”${shortened(query)}”.`);
    return;
  }
  const whose = area === null ? "" : ` Siffrorna gäller ${nameOf(area, index)} om inget annat står.`;
  settle(query, `${countOf(found)} för ”${shortened(query)}”.${whose}`);
  show(query, found, readContext(index));
  if (area === null) return;
  if (!hasArea(area)) await wait(PAUSE);
  if (mine !== turn) return;
  const { answers } = await loadArea(area).catch(() => ({ answers: null }));
  if (mine === turn && answers) show(query, found, readContext(index, answers));
}

const nameOf = (code, index) => (code === COUNTRY ? "hela riket" : (index.places.find(([own]) => own === code)?.[2] ?? code));

function countOf(found) {
  if (found.length >= MOST) return `De ${MOST} bästa träffarna`;
  return found.length === 1 ? "1 träff" : `${found.length} träffar`;
}

function itemOf(...parts) {
  const item = element("li", "search-hit");
  item.append(...parts);
  return item;
}

function show(query, found, context) {
  const rows = found.map((result) => makeRow(result, context));
  for (const row of rows) row.addEventListener("click", () => rememberSearch(query));
  list.replaceChildren(...rows.map((row) => itemOf(row)));
}

function showRecent() {
  const recent = recentSearches();
  list.replaceChildren(...recent.map((text) => itemOf(makeAgain(text))));
  if (recent.length > 0) list.append(itemOf(makeForget()));
  settle("", recent.length > 0 ? "Dina senaste sökningar. De finns bara i den här webbläsaren." : "");
}

function makeAgain(text) {
  const again = element("a", "search-row search-again", text);
  again.href = `?${asked(text, place())}`;
  again.addEventListener("click", (event) => {
    event.preventDefault();
    input.value = text;
    input.focus();
    update();
  });
  return again;
}

function makeForget() {
  const forget = element("button", "search-forget", "Glöm sökningarna");
  forget.type = "button";
  forget.addEventListener("click", () => {
    forgetSearches();
    input.focus();
    update();
  });
  return forget;
}

function fail(query) {
  list.replaceChildren();
  settle(query, "Sökningen kunde inte hämtas. Försök igen, eller se allt från A till Ö längre ned.");
}

function start() {
  input.autocomplete = "off";
  input.spellcheck = false;
  input.addEventListener("input", update);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rememberSearch(input.value);
    update();
  });
  document.addEventListener("jamforbart:plats", () => {
    shared = null;
    update();
  });
  for (const moved of ["popstate", "hashchange"]) window.addEventListener(moved, () => {
    readAddress();
    update();
  });
  readAddress();
  if (input.value.trim()) writeAddress(input.value.trim());
  update();
}

start();
