"""What must hold for any query whatever: an answer in time, the same every time, and no place in a title."""

import datetime as dt
import json
import random
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build_site.build import ROOT
from build_site.model.address import addresses
from build_site.search.compounds import cut_compound
from build_site.search.fold import fold, stem
from build_site.search.index import build_index
from build_site.validate.folder import read_data

ENGINE = ROOT / "docs" / "assets" / "search" / "engine.js"
quick = settings(deadline=None, max_examples=200, derandomize=True)

ASK = """
import { readFileSync } from "node:fs";
const [engine] = process.argv.slice(1);
const { createEngine } = await import(engine);
const { index, queries } = JSON.parse(readFileSync(0, "utf8"));
const made = createEngine(index);
const again = createEngine(index);
made.search("rollattor");
const answers = queries.map((query) => {
  const begun = performance.now();
  const found = made.search(query, { limit: 5 });
  const time = performance.now() - begun;
  const same = JSON.stringify(found) === JSON.stringify(again.search(query, { limit: 5 }));
  return { found, time, same, near: made.suggest(query) };
});
process.stdout.write(JSON.stringify(answers));
"""
SLOWEST = 2_000.0
"""Milliseconds after which a query hangs, on any machine. How fast it is, `bench/search.py` tells."""


@cache
def real_index() -> dict[str, Any]:
    if not (ROOT / "data" / "diagnoses.csv").is_file():
        pytest.skip("no data/ in this checkout")
    catalogue, _, _ = read_data(ROOT / "data")
    files = build_index(catalogue, {}, addresses(catalogue), [], today=dt.date(2025, 11, 21))
    index: dict[str, Any] = json.loads(files["search/index.json"])
    return index


def ask(queries: list[str]) -> list[dict[str, Any]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on the path: the search engine can't be run")
    given_ = json.dumps({"index": real_index(), "queries": queries}).encode()
    command = [node, "--input-type=module", "-e", ASK, ENGINE.as_uri()]
    done = subprocess.run(command, input=given_, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def texts() -> list[str]:
    rows = real_index()["entries"]
    return [text for row in rows for text in (row[1], *(row[3] if len(row) > 3 else []))]


def odd_queries(count: int) -> list[str]:
    """Return queries made of our own words, bits of them, and any characters. The same every time."""
    chance = random.Random(7)
    words = [*texts(), *(place[2] for place in real_index()["places"]), "kostar", "väntetid", "i", "??", "I63.9", "12 06 06"]
    letters = "abcdefghijklmnopqrstuvwxyzåäö0123456789 .-'\"<>&%\\/\u0000\u200b\u0301🙂İß"

    def one() -> str:
        parts = chance.choices(words, k=chance.randint(1, 6))
        noise = "".join(chance.choices(letters, k=chance.randint(0, 40)))
        cut = chance.randint(1, 30)
        return chance.choice([" ".join(parts), " ".join(parts)[:cut], noise, f"{parts[0]} {noise}", noise * 20, "".join(parts)])

    return [one() for _ in range(count)]


def test_any_query_is_answered_in_time_and_the_same_every_time():
    queries = odd_queries(500)
    answers = ask(queries)
    assert len(answers) == len(queries)
    assert [query for query, answer in zip(queries, answers, strict=True) if not answer["same"]] == []
    assert max(answer["time"] for answer in answers) < SLOWEST


def test_results_are_sorted_and_stand_once():
    for answer in ask(odd_queries(150)):
        scores = [result["score"] for result in answer["found"]]
        assert scores == sorted(scores, reverse=True)
        assert len({result["id"] for result in answer["found"]}) == len(scores) <= 5
        assert len(answer["near"]) <= 3


def test_a_place_never_changes_what_a_whole_title_finds():
    """A title is found with and without a place after it, and brings no place of its own."""
    titles = sorted({row[1] for row in real_index()["entries"] if row[0].startswith(("diagnosis:", "device:"))})
    forms = {fold(form) for place in real_index()["places"] for form in (place[1], place[2], *place[5])}
    plain = [title for title in titles if not any(f" {form} " in f" {fold(title)} " for form in forms)]
    assert len(plain) > 250
    alone, placed = ask(plain), ask([f"{title} Gävle" for title in plain])
    for title, one, other in zip(plain, alone, placed, strict=True):
        assert one["found"][0]["title"] == title
        assert one["found"][0]["area"] is None
        assert other["found"][0]["area"] == "2180"
        assert other["found"][0]["id"] == one["found"][0]["id"], title


words = st.text("abdeghiklmnoprstuvy", min_size=0, max_size=14)


@quick
@given(words)
def test_a_stem_is_a_beginning_and_stays_what_it_is_made_of(word: str):
    assert word.startswith(stem(word)[:3])
    assert len(stem(word)) <= len(word)
    assert len(stem(word)) >= min(4, len(word))


@quick
@given(st.lists(words, max_size=4), st.sets(words, max_size=8))
def test_cuts_are_parts_links_and_endings_of_the_word_itself(pieces: list[str], more: set[str]):
    parts = {part for part in {*pieces, *more} if len(part) >= 3}
    word = "".join(pieces)
    cut = cut_compound(word, parts)
    assert cut.replace("+", "").replace("-", "") in ("", word)
    assert all(piece in parts or len(piece) == 1 for piece in cut.partition("-")[0].split("+") if piece)
