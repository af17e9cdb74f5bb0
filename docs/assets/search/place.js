// The place picker: keeps one code in this browser, and puts that place on top of every table.

import { element, isCode, loadArea, loadEngine, loadIndex } from "./source.js";

const KEY = "jamforbart-plats";
const EVENT = "jamforbart:plats";
const PINNED = "jamforbart:rader";
const firstOrder = new WeakMap(); // tbody → its rows as the page was written
let pickers = 0;
let turn = 0;
let unstored = null; // the choice where the browser stores nothing: it lasts as long as the page

export function chosenPlace() {
  try {
    const code = localStorage.getItem(KEY);
    return isCode(code) ? code : null;
  } catch {
    return unstored;
  }
}

function choosePlace(code) {
  try {
    if (code === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, code);
  } catch {
    unstored = code;
  }
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

async function refresh(forms, code) {
  turn += 1;
  const mine = turn;
  const area = code === null ? null : await loadArea(code).catch(() => ({ code, short_name: code, parent: null }));
  if (mine !== turn) return; // another place was chosen while this one was fetched
  pinRows(area === null ? [] : [area.code, area.parent].filter((known) => known && known !== "00"));
  for (const form of forms) show(form, area);
}

function start() {
  const forms = [...document.querySelectorAll("form[data-place]")].map(upgrade);
  document.addEventListener(EVENT, (event) => refresh(forms, event.detail.code));
  window.addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) refresh(forms, chosenPlace());
  });
  refresh(forms, chosenPlace());
}

if (typeof document !== "undefined") start();
