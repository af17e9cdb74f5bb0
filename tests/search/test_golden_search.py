"""How often a query leads to the answer that a good librarian would give, over the real index.

Run with -s to see a table per list. README.md beside this file says what the lists are and how they grow.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import pytest

from tests.search.asking import DATA, HERE, Answers, ask, real_index

LISTS = ("golden.csv", "held_out.csv", "off_topic.csv", "held_out_off_topic.csv", "held_out_traps.csv")
COLUMNS = ["query", "kind", "expected", "area", "note"]
SLIPS = ("slip_missing", "slip_extra", "slip_swapped", "slip_wrong")
KINDS = {
    *("exact", "compound_joined", "compound_split", "inflected", "folded", *SLIPS, "everyday"),
    *("sentence", "code", "place", "beginning", "english", "care_word"),
}
SEEN = 3
"""So many answers are read before a query is typed again."""


@dataclass(frozen=True)
class Row:
    """A query with its right answers."""

    query: str
    kind: str
    expected: frozenset[str]
    """Ids; any of them is right. Of an off-topic query: the answers that do no harm."""
    areas: frozenset[str | None]
    """Codes; None is no place at all. Any of them is right."""


@dataclass(frozen=True)
class Score:
    """How many queries were answered first, and among those that are seen."""

    asked: int = 0
    first: int = 0
    top: int = 0

    def add(self, row: Row, answers: Answers) -> "Score":
        first, top = judge(row, answers)
        return Score(self.asked + 1, self.first + first, self.top + top)


def judge(row: Row, answers: Answers) -> tuple[bool, bool]:
    """Return whether a right answer stands first, and whether one is seen; the wrong place makes every answer wrong."""
    if not answers or answers[0][1] not in row.areas:
        return False, False
    ids = [key for key, _ in answers[:SEEN]]
    return ids[0] in row.expected, not row.expected.isdisjoint(ids)


def is_false_answer(row: Row, answers: Answers) -> bool:
    return any(key not in row.expected for key, _ in answers)


def read(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert lines, f"{name} is empty"
    assert list(lines[0]) == COLUMNS
    return [
        Row(
            query=line["query"],
            kind=line["kind"],
            expected=frozenset(line["expected"].split("|")) - {""},
            areas=frozenset(code or None for code in line["area"].split("|")),
        )
        for line in lines
    ]


def answered(rows: Sequence[Row]) -> list[tuple[Row, Answers]]:
    return list(zip(rows, ask(tuple(row.query for row in rows)), strict=True))


def score(rows: Sequence[Row]) -> dict[str, Score]:
    """Return the score of each kind, and of all together as `all`."""
    found: dict[str, Score] = defaultdict(Score)
    for row, answers in answered(rows):
        for name in (row.kind, "all"):
            found[name] = found[name].add(row, answers)
    return dict(found)


def table(scores: Mapping[str, Score]) -> str:
    lines = [f"{'kind':<16}{'asked':>6}{'first':>6}{'top ' + str(SEEN):>6}{'first %':>9}{'top %':>8}"]
    for name, of in sorted(scores.items(), key=lambda item: (item[0] == "all", item[0])):
        share = f"{100 * of.first / of.asked:>9.1f}{100 * of.top / of.asked:>8.1f}"
        lines.append(f"{name:<16}{of.asked:>6}{of.first:>6}{of.top:>6}{share}")
    return "\n".join(lines)


def misses(rows: Sequence[Row]) -> str:
    """Return what was answered instead, a line per query that is not answered first."""
    lines = []
    for row, answers in answered(rows):
        first, top = judge(row, answers)
        if not first:
            given = ", ".join(f"{key}@{area}" if area else key for key, area in answers[:SEEN]) or "nothing"
            wanted = "|".join(sorted(row.expected)) + "@" + "|".join(sorted(area or "" for area in row.areas))
            lines.append(f"{'     ' if top else 'MISS '}{row.kind}: {row.query} → {given}; wanted {wanted}")
    return "\n".join(lines)


def false_answers(rows: Sequence[Row]) -> list[str]:
    pairs = [(row.query, answers) for row, answers in answered(rows) if is_false_answer(row, answers)]
    return [f"{query} → {', '.join(key for key, _ in answers[:SEEN])}" for query, answers in pairs]


def test_golden_list_is_answered():
    rows = read("golden.csv")
    scores = score(rows)
    told = f"golden.csv\n{table(scores)}\n{misses(rows)}"
    print(told)
    assert scores["all"].top >= 0.98 * len(rows), told
    assert scores["all"].first >= 0.92 * len(rows), told


def test_held_out_list_is_answered():
    """Tells numbers only: who reads the queries tunes on them."""
    rows = read("held_out.csv")
    scores = score(rows)
    told = f"held_out.csv\n{table(scores)}"
    print(told)
    holds = scores["all"].top >= 0.95 * len(rows)
    assert holds, told


def test_off_topic_queries_get_no_answer():
    rows = read("off_topic.csv")
    false = false_answers(rows)
    told = f"off_topic.csv: {len(false)} of {len(rows)} answered\n" + "\n".join(false)
    print(told)
    assert len(false) <= 0.02 * len(rows), told


def test_held_out_off_topic_queries_get_no_answer():
    """Tells the number only, as of the other held-out list."""
    rows = read("held_out_off_topic.csv")
    told = f"held_out_off_topic.csv: {len(false_answers(rows))} of {len(rows)} answered"
    print(told)
    holds = len(false_answers(rows)) <= 0.02 * len(rows)
    assert holds, told


def test_held_out_traps_are_seldom_answered():
    """Look-alikes that nobody has tuned on; the number only. Two in a hundred is the aim here too, and is not reached."""
    rows = read("held_out_traps.csv")
    told = f"held_out_traps.csv: {len(false_answers(rows))} of {len(rows)} answered"
    print(told)
    holds = len(false_answers(rows)) <= 0.04 * len(rows)
    assert holds, told


def test_ready_made_engine_finds_less():
    """MiniSearch knows no places, so it's judged by what it finds only; ours by the place too."""
    for name in ("golden.csv", "held_out.csv"):
        rows = read(name)
        placeless = [replace(row, areas=frozenset({None})) for row in rows]
        found = ask(tuple(row.query for row in rows), "minisearch")
        theirs = reduce(lambda so_far, pair: so_far.add(*pair), zip(placeless, found, strict=True), Score())
        ours = score(rows)["all"]
        print(f"{name}\n{table({'MiniSearch': theirs, 'ours': ours})}")
        assert 0 < theirs.first < ours.first
        assert theirs.top < ours.top


def test_lists_are_large_and_of_all_kinds():
    golden, held_out, off_topic = read("golden.csv"), read("held_out.csv"), read("off_topic.csv")
    assert len(golden) + len(held_out) >= 420
    assert min(len(off_topic), len(read("held_out_off_topic.csv"))) >= 60
    assert {row.kind for row in golden} == {row.kind for row in held_out} == KINDS
    assert min(Counter(row.kind for row in (*golden, *held_out)).values()) >= 20
    assert 0.3 <= len(held_out) / (len(golden) + len(held_out)) <= 0.4


def test_no_query_stands_in_two_lists():
    rows = [row for name in LISTS for row in read(name)]
    times = Counter(" ".join(row.query.casefold().split()) for row in rows)
    assert [query for query, count in times.items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_every_expected_answer_can_be_given(name: str):
    """A measure may wait for its first figures, as long as another right answer stands in the index."""
    index = real_index()
    codes = {place[0] for place in index["places"]}
    there = {entry[0] for entry in index["entries"]} | {f"area:{code}" for code in codes}
    waiting = {f"indicator:{path.name}" for path in (DATA / "indicators").iterdir()}
    for number, row in enumerate(read(name), start=2):
        assert row.expected <= there | waiting, f"{name}:{number} expects what is not in the index or in data/indicators"
        assert row.areas - {None} <= codes, f"{name}:{number} names a place that is not in the index"
        assert "off_topic" in name or "traps" in name or row.expected & there, (
            f"{name}:{number}: no expected answer stands in the index"
        )


ROLLATOR = Row("rollator gävle", "place", frozenset({"device:120606", "device:1206"}), frozenset({"2180"}))


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([("device:120606", "2180")], (True, True)),
        ([("device:1206", "2180"), ("x", "2180")], (True, True)),
        ([("x", "2180"), ("y", "2180"), ("device:1206", "2180")], (False, True)),
        ([("x", "2180"), ("y", "2180"), ("z", "2180"), ("device:1206", "2180")], (False, False)),
        ([("device:120606", None)], (False, False)),
        ([("device:120606", "21")], (False, False)),
        ([], (False, False)),
    ],
)
def test_answer_is_judged_by_id_and_place(answers: Answers, verdict: tuple[bool, bool]):
    assert judge(ROLLATOR, answers) == verdict


def test_place_nobody_asked_for_is_wrong():
    row = Row("orsak till yrsel", "place", frozenset({"diagnosis:yrsel"}), frozenset({None}))
    assert judge(row, [("diagnosis:yrsel", None)]) == (True, True)
    assert judge(row, [("diagnosis:yrsel", "2034")]) == (False, False)


def test_off_topic_query_may_give_its_place_and_nothing_else():
    row = Row("restaurang Malmö", "off_topic_place", frozenset({"area:1280"}), frozenset({None}))
    assert not is_false_answer(row, [])
    assert not is_false_answer(row, [("area:1280", "1280")])
    assert is_false_answer(row, [("area:1280", "1280"), ("device:120606", "1280")])


def test_table_tells_each_kind_and_all():
    scores = {"place": Score().add(ROLLATOR, [("x", "2180"), ("device:1206", "2180")]), "all": Score(4, 1, 3)}
    assert table(scores).splitlines()[1:] == [
        "place                1     0     1      0.0   100.0",
        "all                  4     1     3     25.0    75.0",
    ]
