"""Words as they are compared: `fold` in engine.js does the same, and one table of cases tests both."""

import re
import unicodedata

LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l"})
"""Letters that Unicode does not take apart into a plain one and an accent."""


def fold(text: str) -> str:
    """Return the text as plain lower-case words with one space between: Tjock- och ändtarm, tjock och andtarm."""
    apart = unicodedata.normalize("NFKD", text).lower().translate(LETTERS)
    bare = "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M")
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def distinct(terms: "tuple[str, ...] | list[str]", *, apart_from: str) -> list[str]:
    """Return the terms that say something new once folded, in their own order."""
    seen = {fold(apart_from), ""}
    kept = []
    for term in terms:
        folded = fold(term)
        if folded not in seen:
            seen.add(folded)
            kept.append(term)
    return kept
