"""Every place is understood in every form it is written, and none is found where nobody meant one."""

import random
import unicodedata
from collections import defaultdict
from collections.abc import Callable

import pytest

from tests.search.asking import ask, real_index

ROLLATOR = "device:120606"
COUNTRY = "00"
SHORTEST_SLIP = 6
"""Letters in a name that can be misspelt and still be told from its neighbours."""


def fold(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))


def genitive(name: str) -> str:
    return name if name[-1] in "sxz" else f"{name}s"


FORMS: dict[str, Callable[[str, str], str]] = {
    "short name last": lambda short, _: f"rollator {short}",
    "in a place": lambda short, _: f"vad kostar en rollator i {short}?",
    "full name": lambda _, full: f"rollator {full}",
    "small letters": lambda short, _: f"rollator {short.lower()}",
    "without å, ä and ö": lambda short, _: f"rollator {fold(short)}",
    "genitive": lambda short, _: f"{genitive(short)} rollatorer",
    "first, full name": lambda _, full: f"{full} rollator",
}


def places() -> list[tuple[str, str, str]]:
    """Return code, short and full name of every place but the country."""
    found = [(code, short, full) for code, full, short, *_ in real_index()["places"] if code != COUNTRY]
    assert len(found) == 21 + 290
    return found


def namesakes() -> dict[str, set[str]]:
    """Return the codes that share a short name: Örebro is a municipality and a region, Håbo and Habo are told by the ring."""
    codes = defaultdict(set)
    for code, short, _ in places():
        codes[fold(short)].add(code)
    return codes


def misunderstood(queries: dict[str, str]) -> list[str]:
    """Return the queries (by code of the place they mean) whose first answer is not the rollator there."""
    same = {code: namesakes()[fold(short)] for code, short, _ in places()}
    found = zip(queries.items(), ask(tuple(queries.values())), strict=True)
    return [
        f"{query} → {answers[:1]}"
        for (code, query), answers in found
        if not answers or answers[0][0] != ROLLATOR or answers[0][1] not in same[code]
    ]


@pytest.mark.parametrize("form", FORMS)
def test_every_place_is_understood_as(form: str):
    assert misunderstood({code: FORMS[form](short, full) for code, short, full in places()}) == []


def test_every_place_alone_leads_to_its_page():
    same = namesakes()
    asked = [(short, name) for _, short, full in places() for name in (short, full, short.upper())]
    found = ask(tuple(name for _, name in asked))
    wrong = [
        f"{name} → {answers[:1]}"
        for (short, name), answers in zip(asked, found, strict=True)
        if not answers or answers[0][0] not in {f"area:{code}" for code in same[fold(short)]}
    ]
    assert wrong == []


def test_full_name_tells_a_region_from_its_namesake():
    """Gotland is both at once and has one name."""
    asked = {full: code for code, _, full in places() if full != "Region Gotland"}
    found = ask(tuple(f"rollator {full}" for full in asked))
    assert [full for (full, code), answers in zip(asked.items(), found, strict=True) if answers[0][1] != code] == []


def drop(name: str, at: int) -> str:
    return name[:at] + name[at + 1 :]


def swap(name: str, at: int) -> str:
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def double(name: str, at: int) -> str:
    return name[:at] + name[at] + name[at:]


def replaced(name: str, at: int) -> str:
    return name[:at] + "e" + name[at + 1 :]


@pytest.mark.parametrize("slip", [drop, swap, double, replaced])
def test_misspelt_place_is_understood(slip: Callable[[str, int], str]):
    """A few slips make another place's name, or fall between two."""
    chance = random.Random(11)
    named = [(code, short) for code, short, _ in places() if len(short) >= SHORTEST_SLIP]
    queries = {code: f"rollator {slip(short, chance.randrange(1, len(short) - 2))}" for code, short in named}
    wrong = misunderstood(queries)
    assert len(wrong) <= 0.04 * len(queries), wrong


def test_no_title_or_everyday_word_is_taken_for_a_place():
    texts = sorted({text for _, title, _, *lists in real_index()["entries"] for text in (title, *(lists[0] if lists else []))})
    assert len(texts) > 1000
    found = zip(texts, ask(tuple(texts)), strict=True)
    assert [f"{text} → {answers[0]}" for text, answers in found if answers and answers[0][1]] == []


SPOKEN = (
    *(
        "kan det vara starr",
        "vad kan det vara för fel på hörapparaten",
        "det måste vara något med höften",
        "har ni någon rollator",
    ),
    *(
        "rollator till mormor",
        "min mor behöver rollator",
        "mors rollator",
        "orsak till yrsel",
        "rollator i trä",
        "rollator till en vän",
    ),
    *(
        "rollator för stora hjul",
        "rollator på mark och grus",
        "rollator med korg",
        "rollator i skog och mark",
        "kil till rullstol",
    ),
    *("sol och eksem", "ledsen och sur", "hör dåligt", "hörsel", "moral", "salt mat och högt blodtryck"),
    *(
        "trosskydd",
        "nackkrage",
        "lunginflammation",
        "alkoholberoende",
        "bergochdalbana yrsel",
        "kalk i skelettet",
        "habil rullstol",
    ),
    *("boende för dementa", "ekonomi i regionen", "landsting", "kommun", "region", "norr om rullstol", "kronisk smärta"),
)
"""What people write that holds, or nearly holds, the name of a place."""


def test_place_is_not_found_by_accident():
    found = zip(SPOKEN, ask(SPOKEN), strict=True)
    assert [f"{query} → {answers[0]}" for query, answers in found if answers and answers[0][1]] == []
