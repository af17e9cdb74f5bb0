// The last searches: kept in this browser only, newest first, until one clears them.

const KEY = "jamforbart-sokningar";
const MOST = 6;
const LONGEST = 100;

export function recentSearches() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((text) => typeof text === "string" && text.trim()).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberSearch(text) {
  const query = text.trim().slice(0, LONGEST);
  if (!query) return;
  const others = recentSearches().filter((known) => known.toLowerCase() !== query.toLowerCase());
  try {
    localStorage.setItem(KEY, JSON.stringify([query, ...others].slice(0, MOST)));
  } catch {
    // A browser that stores nothing remembers nothing.
  }
}

export function forgetSearches() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}
