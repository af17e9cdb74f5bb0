// The place picker: keeps one code in this browser, and puts that place on top of every table.

import { askedPlace, element, isCode, loadArea, loadEngine, loadIndex } from "./source.js";

const KEY = "jamforbart-plats";
const EVENT = "jamforbart:plats";
const PINNED = "jamforbart:rader";
const firstOrder = new WeakMap(); // tbody → its rows as the page was written
let pickers = 0;
let turn = 0;
let unstored; // the choice where the browser stores nothing: it lasts as long as the page
let asked = null; // the place that this page was opened for, by an address with #plats=

let saidOfAsked = "";

export const namedPlace = () => asked;

export function chosenPlace() {
  if (unstored !== undefined) return unstored;
  try {
    const code = localStorage.getItem(KEY);
    return isCode(code) ? code : null;
  } catch {
    return null;
  }
}

function choosePlace(code) {
  try {
    if (code === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, code);
    unstored = undefined;
  } catch {
    unstored = code;
  }
  forgetAsked();
  document.dispatchEvent(new CustomEvent(EVENT, { detail: { code } }));
}

// ---------------------------------------------------------------- tables

function pinRows(codes) {
  const bodies = new Set([...document.querySelectorAll("tr[data-area]")].map((row) => row.parentElement));
  for (const body of bodies) {
    if (!firstOrder.has(body)) firstOrder.set(body, [...body.rows]);
    const rows = firstOrder.get(body);
    const own = codes.map((code) => rows.filter((row) => row.dataset.area === code)).find((found) => found.length > 0) ?? [];
    for (const row of rows) row.classList.toggle("own-place", own.includes(row));
    if (own.length > 0 || body.querySelector(".own-place") || body.dataset.pinned) {
      body.append(...own, ...rows.filter((row) => !own.includes(row)));
    }
    if (own.length > 0) body.dataset.pinned = "true";
    else delete body.dataset.pinned;
  }
  document.dispatchEvent(new CustomEvent(PINNED)); // a table that was sorted by figure sorts again
}

// ---------------------------------------------------------------- the form

async function fillList(list) {
  if (list.childElementCount > 0) return;
  const index = await loadIndex();
  for (const [, name] of index.places) {
    const option = document.createElement("option");
    option.value = name;
    list.append(option);
  }
}

async function readPlace(text) {
  const engine = await loadEngine();
  const found = engine.search(text, { limit: 5 });
  return found.find((result) => result.kind === "area")?.area ?? null;
}

function upgrade(form) {
  pickers += 1;
  const input = form.querySelector("input");
  const entry = element("div", "place-entry");
  entry.append(...form.childNodes);
  const chosen = element("p", "place-chosen");
  const name = element("strong", "place-name");
  const change = element("button", "place-change", "Byt");
  const remove = element("button", "place-remove", "Ta bort");
  const status = element("p", "place-status");
  const list = document.createElement("datalist");
  list.id = `place-list-${pickers}`;
  input.setAttribute("list", list.id);
  input.autocomplete = "off";
  for (const button of [change, remove]) button.type = "button";
  change.setAttribute("aria-label", "Byt plats");
  remove.setAttribute("aria-label", "Ta bort plats");
  status.setAttribute("role", "status");
  chosen.append("Din plats: ", name, " ", change, " ", remove);
  form.append(chosen, entry, list, status);
  form.hidden = false;
  const parts = { form, input, entry, chosen, name, change, status };
  wire(parts, list, remove);
  return parts;
}

function wire(parts, list, remove) {
  const { form, input, entry, change, status } = parts;
  const fail = () => {
    status.textContent = "Platserna kunde inte hämtas. Försök igen.";
  };
  input.addEventListener("focus", () => fillList(list).catch(fail));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (text) takePlace(parts, text).catch(fail);
  });
  change.addEventListener("click", () => {
    entry.hidden = false;
    input.focus();
  });
  remove.addEventListener("click", () => {
    choosePlace(null);
    status.textContent = "Ingen plats är vald.";
    input.focus();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !chosenPlace()) return;
    entry.hidden = true;
    change.focus();
  });
}

async function takePlace({ input, change, status }, text) {
  const code = await readPlace(text);
  if (code === null) {
    status.textContent = `Hittar ingen kommun eller region som heter ”${text}”.`;
    input.setAttribute("aria-invalid", "true");
    return;
  }
  input.removeAttribute("aria-invalid");
  input.value = "";
  choosePlace(code);
  const { short_name: short } = await loadArea(code);
  status.textContent = `Din plats är nu ${short}.`;
  change.focus();
}

function show({ chosen, entry, name }, area) {
  chosen.hidden = area === null;
  entry.hidden = area !== null;
  name.textContent = area?.short_name ?? "";
}

// Whoever came with a place in the address is told whether the page has anything of it. The calculator says so itself.
function sayAsked(forms, area) {
  const before = saidOfAsked;
  saidOfAsked = asked && !document.body.classList.contains("kind-cost") ? describeAsked(area.short_name) : "";
  for (const { status } of forms) if (saidOfAsked || status.textContent === before) status.textContent = saidOfAsked;
}

function describeAsked(name) {
  const isShown = document.querySelector(".own-place, .figure__own") !== null;
  return isShown ? `${name}, som du sökte på, är markerad på sidan.` : `Sidan har ingen uppgift om ${name}, som du sökte på.`;
}

const read = (code) => (code === null ? null : loadArea(code).catch(() => ({ code, short_name: code, parent: null })));

// A municipality's code begins with its region's.
const withRegion = (code) => (code === null || code === "00" ? [] : [code, code.slice(0, 2)]);

// On top of the tables: the place that the page was opened for, else the chosen one.
async function refresh(forms) {
  turn += 1;
  const mine = turn;
  const first = asked ?? chosenPlace();
  pinRows(withRegion(first));
  const [area, own] = await Promise.all([read(chosenPlace()), read(first)]);
  if (mine !== turn) return; // another place was chosen while this one was fetched
  for (const form of forms) show(form, area);
  if (document.querySelector("[data-measure]")) {
    const { showOwnFigures } = await import("./own.js").catch(() => ({})); // without a network: the country's figures are there
    if (mine !== turn) return;
    showOwnFigures?.(own);
  }
  sayAsked(forms, own);
}

// ---------------------------------------------------------------- a place in the address

// Other anchors leave the place as it is; none at all, as when one goes back, is no place any more.
function readAsked() {
  if (askedPlace()) asked = askedPlace();
  else if (location.hash === "") asked = null;
}

// Who chooses a place on a page means that one from then on, also when it is loaded anew.
function forgetAsked() {
  if (asked === null) return;
  asked = null;
  if (askedPlace()) history.replaceState(history.state, "", location.pathname + location.search);
}

function start() {
  const forms = [...document.querySelectorAll("form[data-place]")].map(upgrade);
  document.addEventListener(EVENT, () => refresh(forms));
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) refresh(forms);
  });
  window.addEventListener("hashchange", () => {
    readAsked();
    refresh(forms);
  });
  readAsked();
  refresh(forms);
}

if (typeof document !== "undefined") start();
