// Where the box and the place picker get their answers: this site's own files, each fetched once.

const kept = new Map();

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

export const loadIndex = () => keep("index", () => fetchJson("search/index.json"));

export const loadEngine = () =>
  keep("engine", async () => {
    const [index, { createEngine }] = await Promise.all([loadIndex(), import("./engine.js")]);
    return createEngine(index);
  });

export const isCode = (code) => /^\d{2}(?:\d{2})?$/.test(code ?? "");

export const loadArea = (code) => keep(`area ${code}`, () => fetchJson(`search/areas/${isCode(code) ? code : "00"}.json`));

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
