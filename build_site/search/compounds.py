"""Compounds cut into the words they are made of: höftprotesoperation is höft, protes and operation. Folded words only."""

from collections.abc import Collection, Iterable
from functools import cache

LINKS = "seoau"
"""Letters that hold two parts together: sjukhu(s)säng, gat(u)kök. One of them may also belong to the part before."""

ENDINGS = frozenset({"ar", "arna", "are", "en", "er", "erna", "et", "n", "na", "or", "orna", "s", "a", "e"})
"""What may be left after the last part."""

SHORTEST = 3
MOST_PARTS = 4


def cut_all(words: Iterable[str], parts: Iterable[str]) -> list[str]:
    """Return every word that can be cut, with its cuts marked."""
    known = frozenset(part for part in parts if len(part) >= SHORTEST)
    return [cut for word in sorted(words) if (cut := cut_compound(word, known - {word}))]


def cut_compound(word: str, parts: Collection[str]) -> str:
    """Return the word with a + at each cut, few and long parts before many and short; nothing when it is not made of parts.

    A letter between two parts stands alone, an ending after a hyphen: sjukhus+sang, krona+n+vard, hoft+protes-en.
    """
    longest = max(map(len, parts), default=0)

    @cache
    def cut(start: int, left: int) -> tuple[tuple[str, ...], ...]:
        if start == len(word):
            return ((),)
        if word[start:] in ENDINGS and start > 0:
            return ((f"-{word[start:]}",),)
        found: list[tuple[str, ...]] = []
        for end in range(min(len(word), start + longest), start + SHORTEST - 1, -1):
            if left == 0 or word[start:end] not in parts:
                continue
            found += [(word[start:end], *rest) for rest in cut(end, left - 1)]
            if word[end : end + 1] in LINKS and end + SHORTEST < len(word):
                found += [(word[start:end], word[end], *rest) for rest in cut(end + 1, left - 1)]
        return tuple(found)

    ways = [way for way in cut(0, MOST_PARTS) if sum(piece in parts for piece in way) > 1]
    best = min(ways, key=lambda way: (len(way), -max(map(len, way)), way), default=())
    return "+".join(best).replace("+-", "-")
