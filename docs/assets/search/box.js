// The search box: every form[data-search] becomes a combobox whose rows are the answers.
// Its code comes when the page is idle, its words and figures when somebody reaches for it, and nothing after that but the
// file of a new place.

import { chosenPlace } from "./place.js";
import { startSlash } from "./slash.js";
import { element, hasArea, loadArea, loadCodeWhenIdle, loadEngine, loadIndex, loadNothing, loadParts, searchAddress, shortened } from "./source.js";

const LIMIT = 8;
const MOST = 50; // hits that are counted, and shown on the page of all hits
const PAUSE = 200; // ms: a place that one types past is not fetched
const COUNTRY = "00";
let boxes = 0;

const wait = (time) => new Promise((done) => setTimeout(done, time));

function warm() {
  const first = [loadEngine(), loadParts(), loadArea(chosenPlace() ?? COUNTRY)];
  Promise.all(first).then(loadNothing).catch(() => {}); // what fails here is said when somebody asks
}

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
    for (const reach of ["pointerenter", "pointerdown"]) this.form.addEventListener(reach, warm);
    this.input.addEventListener("focus", () => {
      warm();
      if (!this.input.value.trim()) this.update();
    });
    this.input.addEventListener("click", () => this.panel.hidden && this.update());
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
    try {
      const [engine, index, parts] = await Promise.all([loadEngine(), loadIndex(), loadParts()]);
      if (turn !== this.turn) return;
      this.parts = parts;
      if (query) await this.answer(query, engine, index, turn);
      else this.showRecent();
    } catch {
      if (turn === this.turn && query) this.fail();
    }
  }

  async answer(query, engine, index, turn) {
    const found = engine.search(query, { area: chosenPlace(), limit: MOST });
    if (found.length === 0) {
      const { makeNothing } = await loadNothing();
      if (turn === this.turn) this.showNothing(query, makeNothing(query, engine.suggest(query), index.links));
      return;
    }
    const { areaOf, readContext } = this.parts;
    const area = areaOf(found.slice(0, LIMIT));
    this.show(query, found, readContext(index));
    if (area === null) return;
    if (!hasArea(area)) await wait(PAUSE);
    if (turn !== this.turn) return;
    const { answers } = await loadArea(area).catch(() => ({ answers: null }));
    if (turn === this.turn && answers) this.show(query, found, readContext(index, answers));
  }

  // ---------------------------------------------------------------- what the panel shows

  show(query, found, context) {
    const { makeRow } = this.parts;
    const rows = found.slice(0, LIMIT).map((result) => makeRow(result, context));
    for (const row of rows) row.addEventListener("click", (event) => {
      this.parts.rememberSearch(query);
      const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // another tab or window
      if (row.pathname === location.pathname && !isElsewhere) this.close(); // the page is there: only its place is another
    });
    const whole = found.length === 1 ? "Visa träffen" : `Visa alla ${hits(found.length)}`;
    const all = element("a", "search-row search-all", found.length < MOST ? whole : `Visa de ${MOST} bästa träffarna`);
    all.href = searchAddress(query, chosenPlace());
    all.addEventListener("click", () => this.parts.rememberSearch(query));
    this.fill("Sökträffar", [...rows, all]);
    const shown = found.length > LIMIT ? `, ${LIMIT} visas` : "";
    this.announce(`${found.length < MOST ? "" : "Minst "}${hits(found.length)}${shown}`);
  }

  showRecent() {
    const recent = this.parts.recentSearches();
    if (recent.length === 0 || document.activeElement !== this.input) {
      this.close();
      return;
    }
    const rows = recent.map((text) => {
      const row = element("a", "search-row search-again", text);
      row.href = searchAddress(text, chosenPlace());
      row.addEventListener("click", (event) => {
        event.preventDefault();
        this.input.value = text;
        this.select(-1);
        this.update();
      });
      return row;
    });
    const forget = element("button", "search-forget", "Glöm sökningarna");
    forget.type = "button";
    forget.addEventListener("click", () => {
      this.parts.forgetSearches();
      this.input.focus();
      this.close();
      this.announce("Sökningarna är glömda");
    });
    this.fill("Senaste sökningar", rows, forget);
    this.announce(`${recent.length} ${recent.length === 1 ? "tidigare sökning" : "tidigare sökningar"}`);
  }

  showNothing(query, made) {
    this.fill("Sökträffar", [], made);
    this.announce(`Inget hittat för ${shortened(query)}`);
  }

  // Without the parts there is no one else to make these elements.
  fail() {
    const made = element("p", "search-nothing", "Sökningen kunde inte hämtas. ");
    const link = element("a", "search-way", "Se allt från A till Ö");
    link.href = new URL("../a-o/", searchAddress("")).href;
    made.append(link);
    this.fill("Sökträffar", [], made);
    this.announce("Sökningen kunde inte hämtas");
  }

  fill(label, rows, ...beside) {
    rows.forEach((row, i) => {
      row.id = `${this.id}-${i}`;
      row.tabIndex = -1;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
    });
    this.list.setAttribute("aria-label", label);
    this.list.replaceChildren(...rows);
    this.list.hidden = rows.length === 0;
    this.beside.replaceChildren(...beside);
    this.rows = rows;
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", String(rows.length > 0));
    this.select(Math.min(this.active, rows.length - 1));
  }

  announce(text) {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.status.textContent = text;
    }, 300);
  }

  close() {
    clearTimeout(this.saying);
    this.turn += 1;
    this.panel.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.select(-1);
  }

  // ---------------------------------------------------------------- the keyboard

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

  // Enter opens the chosen row. Without one, Enter and the button lead to the page of all hits.
  submit(event) {
    event.preventDefault();
    const query = this.input.value.trim();
    const chosen = this.panel.hidden ? undefined : this.rows[this.active];
    if (chosen) chosen.click();
    else if (query) this.leave(query);
  }

  async leave(query) {
    const { rememberSearch } = await loadParts().catch(() => ({}));
    rememberSearch?.(query);
    if (this.input.value.trim() === query) location.assign(searchAddress(query, chosenPlace())); // who types on has changed their mind
  }
}

const hits = (count) => `${count} ${count === 1 ? "träff" : "träffar"}`;

for (const form of document.querySelectorAll("form[data-search='']")) new Box(form);
loadCodeWhenIdle();
startSlash();
