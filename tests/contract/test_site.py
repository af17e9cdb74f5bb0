"""The finished real site, read as a stranger would: every figure on a page is the API's, and every thing has its page."""

import gzip
import posixpath
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
import pytest

from build_site.audit.folder import audit_folder, read_folder
from build_site.build import find_release
from tests.conftest import PROJECT

pytestmark = pytest.mark.slow

HEAVIEST_VIEW = 110_000
HEAVIEST_INDEX = 100_000
NUMBER = re.compile(r"^([−-]?)(\d{1,3}(?:\u00a0\d{3})*|\d+)(?:,(\d+))?")


class Tables(HTMLParser):
    """Gathers the rows of tables of one class: the area of each row and the text of its cells."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.rows: list[tuple[str, list[tuple[str, str]]]] = []
        self.inside = self.row = self.cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = {key: value or "" for key, value in attrs}
        if tag == "table":
            self.inside = self.wanted in had.get("class", "").split()
        if not self.inside:
            return
        if tag == "tr":
            self.row = "data-area" in had
            self.rows += [(had["data-area"], [])] if self.row else []
        if tag in ("td", "th") and self.row:
            self.cell = True
            self.rows[-1][1].append((had.get("class", ""), ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cell = False
        if tag == "table":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.cell:
            kind, text = self.rows[-1][1][-1]
            self.rows[-1][1][-1] = (kind, text + data)


def swedish(text: str) -> tuple[float, int] | None:
    """Return the number that a cell begins with and its decimals, or None where it begins with words."""
    found = NUMBER.match(text.strip())
    if found is None:
        return None
    whole, decimals = found[2].replace("\u00a0", ""), found[3] or ""
    return float(f"{'-' if found[1] else ''}{whole}.{decimals or 0}"), len(decimals)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12,5\u00a0%", (12.5, 1)),
        ("1\u00a0400", (1400.0, 0)),
        ("−0,4", (-0.4, 1)),
        ("10\u00a0587\u00a0710", (10587710.0, 0)),
        ("Uppgift saknas", None),
        ("För få fall för att visas", None),
    ],
)
def test_swedish_numbers_are_read_back(text: str, number: tuple[float, int] | None):
    """The reader below is itself tried."""
    assert number == swedish(text)


def read(site: Path, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return orjson.loads((site / "api" / "v1" / f"{name}.json").read_bytes())


def page_of(site: Path, thing: dict[str, Any]) -> Path:
    """Return the file of the page that the API names."""
    address: str = thing["page"]
    return site / address.removeprefix(find_release().site_url) / "index.html"


def indicators(site: Path) -> Iterator[dict[str, Any]]:
    """Yield every measure as the API tells it."""
    listed = read(site, "indicators")["indicators"]
    assert len(listed) > 100
    for one in listed:
        yield read(site, f"indicators/{one['id']}")


# Figures


def test_every_figure_on_a_measures_page_is_the_apis(real_site: Path):
    """Read back from Swedish text, rounded at most to the decimals shown; where there is no value there is no number."""
    checked = 0
    for one in indicators(real_site):
        parser = Tables("comparison")
        parser.feed(page_of(real_site, one).read_text(encoding="utf-8"))
        latest = {row["area"]: row for row in one["latest"]}
        for area, cells in parser.rows:
            (figure,) = [text for kind, text in cells[1:] if "is-number" in kind.split()]
            value = latest[area]["value"] if area in latest else None
            told = swedish(figure)
            place = f"{one['id']} {area}: {figure!r}"
            if value is None:
                assert told is None, place
                continue
            assert told is not None, place
            assert abs(told[0] - value) <= 0.5 * 10 ** -told[1] + 1e-9, place
            assert re.search(r"\b(19|20)\d\d\b", cells[-1][1]), place
            assert latest[area]["period"][-4:].lstrip("-") in cells[-1][1] or "-" in latest[area]["period"], place
            checked += 1
    assert checked > 5000


def test_every_area_with_a_figure_stands_on_the_measures_page(real_site: Path):
    """Nobody is left out of the table; a region without a figure stands there and says so."""
    regions = {area["code"] for area in read(real_site, "areas")["areas"] if area["type"] == "region"}
    for one in indicators(real_site):
        parser = Tables("comparison")
        parser.feed(page_of(real_site, one).read_text(encoding="utf-8"))
        shown = {area for area, _ in parser.rows}
        having = {row["area"] for row in one["latest"]}
        assert having - shown <= {"00"}, one["id"]
        assert not having & regions or regions <= shown, one["id"]


# Pages


PAGE_TYPES = (
    *("index.html", "indikatorer/*/index.html", "diagnoser/*/index.html", "hjalpmedel/*/index.html", "regioner/*/index.html"),
    *("kommuner/*/index.html", "register/*/index.html", "a-o/index.html", "oppna-data/index.html", "saknas/index.html"),
    *("regioner/*/rapport/index.html", "kommuner/*/rapport/index.html", "metod/*/index.html"),
    *("metod/index.html", "om/index.html", "tillganglighet/index.html", "404.html"),
)


@pytest.mark.parametrize("kind", PAGE_TYPES)
def test_every_kind_of_page_exists(real_site: Path, kind: str):
    """As design.md §8 lists them, as far as they are built."""
    assert list(real_site.glob(kind))


@pytest.mark.parametrize(
    ("name", "least"), [("indicators", 127), ("diagnoses", 139), ("devices", 180), ("areas", 312), ("registers", 54)]
)
def test_every_thing_has_its_page_and_the_sitemap_knows(real_site: Path, name: str, least: int):
    """One page each, none shared, all findable by a search engine."""
    things = read(real_site, name)[name]
    assert least <= len(things)
    missing = [thing["page"] for thing in things if not page_of(real_site, thing).is_file()]
    assert missing == []
    assert len(things) == len({thing["page"] for thing in things})
    sitemap = set(re.findall(r"<loc>([^<]+)</loc>", (real_site / "sitemap.xml").read_text(encoding="utf-8")))
    assert sorted({thing["page"] for thing in things} - sitemap) == []


def test_every_page_has_a_title_of_its_own(real_site: Path):
    """A history full of the same title helps nobody."""
    pages = [path for path in sorted(real_site.rglob("index.html")) if "<title>" in path.read_text(encoding="utf-8")]
    titles = [re.search(r"<title>([^<]*)</title>", path.read_text(encoding="utf-8")) for path in pages]
    told = [title[1].strip() for title in titles if title]
    assert len(told) == len(pages) > 800
    again = sorted({title for title in told if told.count(title) > 1})
    assert len(again) < 30, again  # a device group and its only class may share their name
    assert "" not in told


# The files


def test_api_is_the_same_before_and_after_rendering(real_out: Path):
    """`--no-render` gives the same API to the byte."""
    before, after = (read_folder(real_out / name / "api" / "v1") for name in ("docs", "site"))
    assert len(before) > 900
    assert before.keys() == after.keys()
    assert [name for name, content in before.items() if content != after[name]] == []


def test_the_finished_site_passes_its_audit(real_out: Path):
    """Links, schemas and addresses, with no fault at all."""
    assert audit_folder(real_out, site_url=find_release().site_url) > 2000


def test_nothing_from_the_workshop_is_published(real_site: Path):
    """No source, no settings, no path of the machine that built it."""
    names = [path.relative_to(real_site).as_posix() for path in real_site.rglob("*") if path.is_file()]
    assert not [name for name in names if name.endswith((".py", ".yml", ".jinja", ".toml", ".md")) or "/." in f"/{name}"]
    machine = (str(PROJECT), "/" + "tmp/", "/" + "root/")
    text = {name: (real_site / name).read_bytes() for name in names if name.endswith((".html", ".json", ".xml", ".svg"))}
    assert not [name for name, content in text.items() if any(part.encode() in content for part in machine)]


# Weight


@cache
def weight(path: Path) -> int:
    """Return the bytes of a file as a host sends it."""
    return len(gzip.compress(path.read_bytes(), 6))


def needed(path: Path, site: Path) -> set[Path]:
    """Return what a browser fetches with a page: styles, scripts and what they import, and pictures."""
    page = path.read_text(encoding="utf-8")
    links = re.findall(r"<(?:script|img|source)\b[^>]*?\ssrc=\"?([^\"\s>]+)", page)
    links += [
        link[1]
        for tag in re.findall(r"<link\b[^>]*>", page)
        if re.search(r"rel=\"?(stylesheet|modulepreload|icon|preload)", tag) and (link := re.search(r"href=\"?([^\"\s>]+)", tag))
    ]
    found: set[Path] = set()
    todo = [(path, link) for link in links]
    while todo:
        base, link = todo.pop()
        parts = urlsplit(link)
        if parts.scheme == "data":
            continue
        assert not parts.netloc, f"{path} loads {link}"
        target = Path(posixpath.normpath(base.parent / unquote(parts.path)))
        assert target.is_relative_to(site)
        if target in found:
            continue
        found.add(target)
        if target.suffix == ".js":
            todo += [
                (target, name)
                for name in re.findall(r"""(?:from|import)\s*["'](\.[^"']+)["']""", target.read_text(encoding="utf-8"))
            ]
        if target.suffix == ".css":
            todo += [(target, name) for name in re.findall(r"url\([\"']?([^\"')]+)", target.read_text(encoding="utf-8"))]
    return found


def test_first_view_of_a_measure_is_light(real_site: Path):
    """HTML, styles, scripts and charts together, compressed: at most 110 kB on every measure's page."""
    weights = {}
    for one in indicators(real_site):
        path = page_of(real_site, one)
        assert needed(path, real_site)
        weights[one["id"]] = weight(path) + sum(weight(file) for file in needed(path, real_site))
    assert {name: size for name, size in weights.items() if size > HEAVIEST_VIEW} == {}


def test_search_index_is_light(real_site: Path):
    """It comes when the box is touched, over a mobile network."""
    assert weight(real_site / "search" / "index.json") <= HEAVIEST_INDEX
    heaviest = max(weight(path) for path in (real_site / "search" / "areas").glob("*.json"))
    assert heaviest <= HEAVIEST_INDEX
