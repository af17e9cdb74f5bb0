// Where the box and the place picker get their answers: this site's own files, each fetched once.

const kept = new Map();
const MOST_SHOWN = 80; // letters of a question

export function siteRoot() {
  const link = document.querySelector('link[rel="jamforbart-root"]');
  return new URL(link?.href || "./", document.baseURI);
}

// An address of this site, whatever the index says: never javascript: and never another site.
export function addressOf(url) {
  const root = siteRoot();
  try {
    const address = new URL(String(url), root);
    return address.origin === root.origin && address.protocol === root.protocol ? address.href : root.href;
  } catch {
    return root.href;
  }
}

// The page of all hits. The words stand behind #, which no browser sends: the page itself moves them to ?q= for sharing.
export function searchAddress(query, place) {
  return `${new URL("sok/", siteRoot()).href}#${asked(query, place)}`;
}

export function asked(query, place) {
  return new URLSearchParams(place ? { q: query, plats: place } : { q: query }).toString();
}

// A page with a place to show first. What stands behind # is never sent. The country is no such place: it is on every page.
export const withPlace = (address, code) => `${address}#plats=${code}`;

export const askedPlace = () => /^#plats=(?!00$)(\d{2}(?:\d{2})?)$/.exec(location.hash)?.[1] ?? null;

// Where one asks for what is missing, with the title filled in, or null where the page names no such address.
export function reportAddress(title) {
  const base = document.body.dataset.report;
  if (!base?.startsWith("https://")) return null;
  const address = new URL(base);
  address.searchParams.set("title", title.slice(0, 200));
  return address.href;
}

function keep(key, make) {
  if (!kept.has(key)) {
    const promise = make();
    promise.catch(() => kept.delete(key)); // a failed fetch may be tried again
    kept.set(key, promise);
  }
  return kept.get(key);
}

async function fetchJson(path) {
  const answer = await fetch(new URL(path, siteRoot()));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// What a box needs beyond itself for its first row.
export const loadParts = () =>
  keep("parts", async () => Object.assign({}, ...(await Promise.all([import("./row.js"), import("./answer.js"), import("./recent.js")]))));

// Needed only where nothing is found: fetched behind the rest, so that it is there.
export const loadNothing = () => keep("nothing", () => import("./nothing.js"));

export const loadIndex = () => keep("index", () => fetchJson("search/index.json"));

// The engine's own modules are named here as well: a chain of imports would take a round trip each.
const ENGINE = ["engine", "places", "text", "vocabulary"];

const loadEngineCode = () => keep("engine code", () => Promise.all(ENGINE.map((name) => import(`./${name}.js`))));

export const loadEngine = () =>
  keep("engine", async () => {
    const [index, [{ createEngine }]] = await Promise.all([loadIndex(), loadEngineCode()]);
    const engine = createEngine(index);
    prepareWhenIdle(engine);
    return engine;
  });

const whenIdle = (todo) => (window.requestIdleCallback ?? setTimeout)(todo);

// Letter by letter, between what the reader does: a word that nobody knows is held against all that are known.
function prepareWhenIdle(engine) {
  whenIdle(() => engine.prepare?.() && prepareWhenIdle(engine));
}

// All code, and none of the data, once the page has nothing else to do: what is left to fetch for the first answer is the
// words and the figures. Whoever pays by the byte has the code with them instead, and so has the calculator: it has enough
// code of its own.
export function loadCodeWhenIdle() {
  if (navigator.connection?.saveData || document.body.classList.contains("kind-cost")) return;
  const load = () => Promise.all([loadEngineCode(), loadParts()]).catch(() => {}); // tried again when somebody asks
  if (document.readyState === "complete") whenIdle(load);
  else window.addEventListener("load", () => whenIdle(load), { once: true });
}

// A question as it is shown and read aloud.
export const shortened = (query) => (query.length > MOST_SHOWN ? `${query.slice(0, MOST_SHOWN)}…` : query);

export const isCode = (code) => /^\d{2}(?:\d{2})?$/.test(code ?? "");

export const hasArea = (code) => kept.has(`area ${code}`);

export const loadArea = (code) => keep(`area ${code}`, () => fetchJson(`search/areas/${isCode(code) ? code : "00"}.json`));

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
