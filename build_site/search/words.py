"""The words that the engine knows besides those of the entries: synonyms, words that say little, and the parts of compounds."""

import re
import unicodedata
from collections.abc import Sequence

from build_site.model.search import SearchWords
from build_site.search.compounds import cut_all
from build_site.search.fold import fold, stem
from build_site.search.front import shorten

SHORTEST_COMPOUND = 6
LONG_STEM = 5


def make_words(words: SearchWords, rows: Sequence[Sequence[object]]) -> dict[str, object]:
    """Return what index.json says under `words`; what is empty is left out. `rows` are the entries: id, title, url, terms."""
    spelt = _vocabulary(rows)
    long = {folded for word in spelt if len(folded := fold(word)) >= SHORTEST_COMPOUND}
    made: dict[str, object] = {
        "common": shorten(_common(words.common, spelt)),
        "ambiguous": " ".join(sorted({fold(word) for word in words.ambiguous})),
        "other": shorten(_others(words.others, spelt)),
        "cut": shorten(cut_all(long, map(fold, words.parts))),
        "synonyms": [[fold(one.words), *map(fold, one.means)] for one in words.synonyms],
    }
    return {name: content for name, content in made.items() if content}


def _vocabulary(rows: Sequence[Sequence[object]]) -> set[str]:
    """Return the words of the entries as they are spelt, in lower case."""
    texts: list[str] = []
    for _, title, _, *lists in rows:
        terms = lists[0] if lists else []
        texts += [str(title), *(terms if isinstance(terms, list) else [])]
    return {word for text in texts for word in re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())}


def _common(words: Sequence[str], spelt: set[str]) -> list[str]:
    """Return everyday words as the engine asks for them: their stems, and the whole word where an entry has it.

    A word that no entry has never gives the stem of one that has: sången is not säng, and is kept as it is spelt.
    """
    known = {fold(word) for word in spelt}
    stems = {stem(word) for word in known}
    ours = {fold(word) for word in words if word.lower() in spelt}
    others = {word.lower() for word in words} - spelt
    apart = {stem(fold(word)) if stem(fold(word)) not in stems else word for word in others}
    return sorted({*ours, *map(stem, ours), *(word for word in apart if word not in known)})


def _others(words: Sequence[str], spelt: set[str]) -> list[str]:
    """Return the folded words of other matters, but for those that an entry has: they are of this matter then.

    A long word is known by its inflections too. A short one is not: pass is not passar.
    """
    known = {fold(word) for word in spelt}
    stems = {stem(word) for word in known if len(stem(word)) >= LONG_STEM}
    return sorted({folded for word in words if (folded := fold(word)) not in known and stem(folded) not in stems})
