"""Words as they are compared: `fold` and `stem` in text.js do the same, and one table of cases tests both."""

import re
import unicodedata

LETTERS = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ł": "l"})
"""Letters that Unicode does not take apart into a plain one and an accent."""


def fold(text: str) -> str:
    """Return the text as plain lower-case words with one space between: Tjock- och ändtarm, tjock och andtarm."""
    apart = unicodedata.normalize("NFKD", text).lower().translate(LETTERS)
    bare = "".join(letter for letter in apart if unicodedata.category(letter)[0] != "M")
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_STEPS = (
    (re.compile(r"(?:erna|arna|orna|ande|aren|ar|er|or|en|et|at|an|na|a|e)$"), ""),
    (re.compile(r"([rl])n$"), r"\1"),
    (re.compile(r"([bdfgkmpstvx])(?:el|l|r)$"), r"\1"),
    (re.compile(r"(m|n)\1$"), r"\1"),
)
_SHORTEST_STEM = 4


def stem(word: str) -> str:
    """Return a folded word without its Swedish ending: kryckor and kryckan are kryck. The same as `stem` in text.js."""
    if len(word) <= _SHORTEST_STEM or any("0" <= letter <= "9" for letter in word):
        return word
    bare = re.sub(r"([^s])s$", r"\1", word) if len(word) > _SHORTEST_STEM + 1 else word
    cut = bare
    for ending, kept in _STEPS:
        cut = ending.sub(kept, cut)
    return cut if len(cut) >= _SHORTEST_STEM else bare


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
