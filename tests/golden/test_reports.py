"""The reports of a tiny data folder as text, held against what they said last time: a person can read what a figure makes.

A case with `reports/` has one file a place: the page's words, a line for each piece. UPDATE_GOLDEN=1 writes them anew; the
difference then stands in the pull request, sentence by sentence.
"""

import html
import re
import shutil
from pathlib import Path

import pytest

from build_site.build import make_files
from tests.conftest import RELEASE
from tests.golden.test_golden import CASES, UPDATE

PLACES = ("regioner/norr", "regioner/soder", "regioner/oster", "kommuner/nordby")
CASE = next(case for case in CASES if case.name == "counts_and_limits")
BLOCK = re.compile(r"</?(?:article|section|div|h\d|p|ul|li|figure|figcaption)\b[^>]*>")


def as_text(page: bytes) -> str:
    """Return the words of a page: a line for each heading, paragraph and item, headings marked."""
    body = page.decode().split("---\n", 2)[2].replace("\n", " ")
    body = re.sub(r"<h(\d)>", lambda found: f"<p>{'#' * int(found[1])} ", body)
    lines = (html.unescape(re.sub(r"<[^>]+>", "", part)) for part in BLOCK.split(body))
    return "".join(f"{line}\n" for part in lines if (line := re.sub(r"[ \t]+", " ", part).strip()))


def reports(data: Path, store: Path) -> dict[str, str]:
    """Return the text of the places' reports by the name of the place."""
    files = make_files(data, release=RELEASE, store=store, jobs=1)
    return {place.rpartition("/")[2]: as_text(files[f"{place}/rapport/index.md"]) for place in PLACES}


def test_reports_say_what_they_said(tmp_path: Path):
    """Interval, target, trend, low coverage, women and men, a municipality beside its region: every kind of sentence."""
    actual = reports(CASE / "data", tmp_path)
    folder = CASE / "reports"
    if UPDATE:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name, text in actual.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assert sorted(path.stem for path in folder.glob("*.txt")) == sorted(actual)
    for name, text in actual.items():
        expected = (folder / f"{name}.txt").read_text(encoding="utf-8")
        assert text == expected, (
            f"the report of {name} has changed; if it should, run UPDATE_GOLDEN=1 make test ARGS=tests/golden"
        )


@pytest.mark.parametrize(
    ("old", "new", "place", "before", "after"),
    [
        (
            "01,2024,total,2.97,,,89,30000",
            "01,2024,total,1.03,,,31,30000",
            "norr",
            "Fallskador: 3,0 per 1 000 invånare Sämre än riket (säkerställt)",
            "Fallskador: 1,0 per 1 000 invånare Bättre än riket (säkerställt)",
        ),
        (
            "03,2024,total,1.15,,,23,20000",
            "03,2024,total,1.95,,,39,20000",
            "soder",
            "Fallskador: 1,2 per 1 000 invånare Bättre än riket (säkerställt)",
            "Söder är sämre än riket på 1 mått och inte säkert bättre på något.",
        ),
        (
            "01,2023,total,2.1,,,63,30000",
            "01,2023,total,1.0,,,30,30000",
            "norr",
            "På 2 mått kan ändringen vara slump.",
            "upp 2,0 per 1 000 invånare sedan 2023 (säkerställt sämre)",
        ),
    ],
)
def test_a_figure_flips_its_sentence(small: Path, tmp_path: Path, old: str, new: str, place: str, before: str, after: str):
    """Through the whole build: one row of values.csv, one other sentence, and the first one is gone."""
    rows = small / "indicators" / "fall" / "values.csv"
    told = reports(small, tmp_path)[place].replace("\N{NO-BREAK SPACE}", " ")
    assert before in told
    assert after not in told
    text = rows.read_text(encoding="utf-8")
    assert text.count(old) == 1
    rows.write_text(text.replace(old, new), encoding="utf-8")
    told = reports(small, tmp_path)[place].replace("\N{NO-BREAK SPACE}", " ")
    assert after in told
    assert before not in told


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a copy of the case's data, free to be changed."""
    return Path(shutil.copytree(CASE / "data", tmp_path / "data"))
