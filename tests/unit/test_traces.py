"""A hidden figure leaves no trace in any finished file: each reader finds each kind of leak, and tells where, never what."""

import json
import re
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from build_site.audit.traces import check
from build_site.audit.traces.check import READERS, check_traces, reader_of
from build_site.audit.traces.published import read_published
from tests.traced import NEWEST, build_traced, hide

Files = dict[str, bytes]
Json = dict[str, Any]

SECRET = 77.7777
SAID = "77,8"
MEASURE, PLACE = "kommunal", "0301"
"""Hidden in every year; the place is called Piteå."""
PAGE, ROW_PAGE, REPORT = "indikatorer/plats-pa-boende/index.md", "kommuner/pitea/index.md", "kommuner/pitea/rapport/index.md"
WHERE = re.compile(r"\S+ tells of a hidden figure: \S+, area \d+, period \S+, (?:total|women|men) \([\w ]+\)")


@pytest.fixture
def files() -> Files:
    """Return a site in which the build has hidden what is small and what a source withheld."""
    return build_traced()


def only(files: Files, *paths: str) -> list[str]:
    """Return what is wrong with some of the files: beside them only those are read that say what is hidden."""
    known = re.compile(r"api/v1/(?:areas|indicators|indicators/[^/]+)\.json|diagram/granser/.*")
    problems = check_traces({path: content for path, content in files.items() if path in paths or known.fullmatch(path)})
    return [one for one in problems if "sees no figure" not in one]


def leaks(problems: list[str], path: str, cell: tuple[str, str, str, str] | None = None) -> list[str]:
    """Return the problems about a file and a cell."""
    indicator, area, period, sex = cell or (MEASURE, PLACE, NEWEST, "total")
    return [
        one
        for one in problems
        if one.startswith(f"{path} tells of a hidden figure: {indicator}, area {area}, period {period}, {sex} (")
    ]


def change(files: Files, path: str, edit: Callable[[Json], object]) -> None:
    """Change a JSON file."""
    whole = json.loads(files[path])
    edit(whole)
    files[path] = json.dumps(whole).encode()


def write_in(files: Files, path: str, html: str) -> None:
    """Write something last on a page."""
    assert files[path].endswith(b"\n</div>\n")
    files[path] = files[path].removesuffix(b"</div>\n") + f"{html}\n</div>\n".encode()


def replace_once(files: Files, path: str, pattern: str, text: str) -> None:
    """Replace what stands in one place of a file."""
    changed, count = re.subn(pattern, lambda _: text, files[path].decode(), count=1, flags=re.DOTALL)
    assert count == 1, pattern
    files[path] = changed.encode()


def test_the_build_leaves_no_trace(files: Files):
    """The site hides counts, rates and figures that the source withheld, and no file tells of them."""
    hidden = read_published(files).hidden
    assert {("andel", "10", NEWEST, "total"), ("fall", "05", "2023", "total"), ("vanta", "06", NEWEST, "total")} <= hidden
    assert {sex for _, _, _, sex in hidden} == {"total", "women", "men"}
    assert len({path for path, content in files.items() if "För få fall för att visas".encode() in content}) > 5
    assert check_traces(files) == []


@pytest.mark.parametrize("number", [b"3.7037", b"1.2345", b"3.6991", b"37.037"])
def test_the_numbers_stand_nowhere(files: Files, number: bytes):
    """1 of 27, 1 of 81 and 3 of 811, as the data have them and as a chart would."""
    alone = re.compile(rb"(?<!\d)(?<!\d[.,])" + re.escape(number))
    assert [path for path, content in files.items() if alone.search(content)] == []


def test_every_file_has_one_reader(files: Files):
    """Or is known to hold no figures; and each reader of our own kinds has something to read."""
    read = {reader.name for path in files if (reader := reader_of(path))}
    assert {reader.name for reader in READERS} - read <= {
        "JSON-stat",
        "CSV",
        "Parquet",
        "SQLite",
        "feeds",
        "JSON feeds",
        "plain texts",
    }


def test_nothing_is_read_where_nothing_is_hidden(files: Files, monkeypatch: pytest.MonkeyPatch):
    """Today's data hide nothing, so the audit costs nothing."""
    plain = {path: content.replace(b"suppressed", b"missing") for path, content in files.items()}
    monkeypatch.setattr(check, "read_published", lambda _: pytest.fail("read"))
    assert check_traces(plain) == []


REGION = {
    "api/v1/areas/08.json",
    "api/v1/indicators/{id}.json",
    "api/v1/indicators/{id}.csv",
    "diagram/{id}/map.json",
    "diagram/{id}/map.svg",
    "diagram/{id}/ranked.json",
    "diagram/{id}/ranked.svg",
    "diagram/{id}/rank_span.svg",
    "diagram/{id}/timeline.json",
    "diagram/{id}/timeline.svg",
    "diagram/{id}/multiples.svg",
    "regioner/holm/index.md",
    "regioner/holm/rapport/index.md",
    "search/areas/08.json",
}
FUNNEL = {"diagram/{id}/funnel.json", "diagram/{id}/funnel.svg"}
TOWN = {"diagram/{id}/towns.json", "diagram/{id}/towns.svg", "api/v1/indicators/{id}.csv", "api/v1/indicators/{id}.json"}
NEAR = {f"regioner/{name}/index.md" for name in ("almby", "holm", "riket")} | {"kommuner/nora/index.md"}

FLIPS: dict[tuple[str, str, str, str], set[str]] = {
    ("andel", "08", NEWEST, "total"): {*REGION, *FUNNEL, "indikatorer/andel-som-vantat-65-dagar/index.md"},
    ("fall", "08", NEWEST, "total"): {*REGION, *FUNNEL, "indikatorer/fall-pa-boende/index.md"},
    ("ont-2", "08", NEWEST, "total"): {
        *REGION,
        "diagram/area/08/spider.svg",
        "diagram/area/08/abacus.svg",
        "indikatorer/lindring-2/index.md",
    },
    ("vanta", "08", "2023", "total"): {
        "api/v1/areas/08.json",
        "api/v1/indicators/vanta.json",
        "api/v1/indicators/vanta.csv",
        "diagram/vanta/timeline.json",
        "diagram/vanta/timeline.svg",
        "diagram/vanta/multiples.svg",
        "indikatorer/vantetid/index.md",
        "regioner/holm/rapport/index.md",
        "search/areas/08.json",
    },
    ("andel", "0302", NEWEST, "total"): {
        *TOWN,
        "kommuner/roma/index.md",
        "kommuner/roma/rapport/index.md",
        "search/areas/0302.json",
    },
    ("kommunal", "1401", NEWEST, "total"): {*TOWN, PAGE, "kommuner/motala/index.md", "search/areas/1401.json"},
    ("andel", "14", NEWEST, "total"): {"kommuner/motala/index.md", "kommuner/motala/rapport/index.md", "diagnoser/vark/index.md"},
    ("andel", "00", NEWEST, "total"): {
        *NEAR,
        "a-o/index.md",
        "api/v1/areas/01.json",
        "diagnoser/vark/index.md",
        "diagram/andel/ranked.svg",
        "diagram/andel/ranked.json",
        "diagram/andel/funnel.json",
        "diagram/andel/timeline.json",
        "index.md",
        "indikatorer/andel-som-vantat-65-dagar/index.md",
        "kommuner/nora/rapport/index.md",
        "register/reg/index.md",
        "search/areas/00.json",
        "search/areas/01.json",
    },
    ("andel", "00", NEWEST, "women"): {
        "api/v1/indicators/andel.json",
        "api/v1/indicators/andel.csv",
        "indikatorer/andel-som-vantat-65-dagar/index.md",
    },
    ("andel", "08", "2020", "men"): {"api/v1/indicators/andel.csv"},
}
"""For figures that are shown: every file that shows them, or what follows from them."""


@pytest.mark.parametrize("cell", FLIPS, ids=" ".join)
def test_what_is_shown_would_be_found_if_it_were_hidden(files: Files, cell: tuple[str, str, str, str]):
    """Each page, picture and file as our own build writes it is read: a figure is only called hidden, and shown as before."""
    problems = check_traces(hide(files, cell))
    found = {one.partition(" ")[0] for one in problems}
    assert {path.format(id=cell[0]) for path in FLIPS[cell]} - found == set()
    told = [one for one in problems if WHERE.fullmatch(one)]
    rest = set(problems) - set(told)
    assert all(f": {', area '.join(cell[:2])}, period {cell[2]}, {cell[3]} (" in one for one in told)
    assert all(
        re.fullmatch(rf"diagram/{cell[0]}/\w+\.svg has more marks than {cell[0]} has figures that are shown", one) for one in rest
    )


ROW: dict[str, object] = {
    "value": SECRET,
    "lower": SECRET,
    "upper": SECRET,
    "interval_lower": SECRET,
    "rank": 3,
    "rank_low": 1,
    "rank_high": 7,
    "rank_method": "span",
    "of": 7,
    "versus_country": "better",
    "sure": 0.95,
    "years_better": 0,
    "years_compared": 8,
    "p_value": 0.01,
    "funnel": "within",
    "trend": "no_change",
    "difference": 0.0,
    "quantile": 4,
    "text": f"{SAID} dagar",
    "targets": [{"value": 60, "set_by": "x", "status": "met", "difference": None}],
    "change": {"from_period": "2020", "difference": SECRET, "lower": None, "upper": None, "assessment": "not_assessed"},
}
"""What must not stand in a row that is hidden; two of the fields are not heard of yet."""


@pytest.mark.parametrize("path", ["api/v1/indicators/kommunal.json", "api/v1/areas/0301.json"])
@pytest.mark.parametrize("field", ROW)
def test_no_field_of_a_hidden_row_may_tell(files: Files, path: str, field: str):
    """Value, limits, rank, verdict, trend, funnel, change, target, and whatever is added later."""

    def edit(whole: Json) -> None:
        (row,) = (
            one
            for one in whole.get("latest") or whole["figures"]
            if one["area"] == PLACE and one.get("indicator", MEASURE) == MEASURE
        )
        row[field] = ROW[field]

    change(files, path, edit)
    problems = only(files, path)
    assert leaks(problems, path)
    assert not any("77" in one for one in problems)


def test_a_target_that_is_met_is_told_by_its_difference_too(files: Files):
    """Not assessed, but with a distance."""
    target = {"value": 60, "set_by": "x", "status": "not_assessed", "difference": SECRET}
    change(files, "api/v1/areas/0301.json", lambda whole: whole["figures"][-1].update(targets=[target]))
    assert check_traces(files) != []


def test_a_change_from_a_hidden_year_is_a_leak(files: Files):
    """Region 05 is shown in the newest year and hidden the year before."""

    def edit(whole: Json) -> None:
        (row,) = (one for one in whole["latest"] if one["area"] == "05")
        assert row["status"] == "ok"
        row["change"] = {"from_period": "2023", "difference": 0.1, "assessment": "not_assessed", "lower": None, "upper": None}

    change(files, "api/v1/indicators/ont-3.json", edit)
    path = "api/v1/indicators/ont-3.json"
    assert leaks(only(files, path), path, ("ont-3", "05", "2023", "total")) != []
    assert leaks(only(files, path), path, ("ont-3", "05", NEWEST, "total")) == []


@pytest.mark.parametrize("field", ["value", "lower", "upper", "numerator", "denominator"])
def test_no_number_stands_in_a_hidden_observation(files: Files, field: str):
    """Any one of the five gives away the others."""

    def edit(whole: Json) -> None:
        next(row for row in whole["observations"] if row["status"] == "suppressed" and row["period"] == NEWEST)[field] = 4

    change(files, "api/v1/indicators/vanta.json", edit)
    path, cell = "api/v1/indicators/vanta.json", ("vanta", "06", NEWEST, "total")
    assert leaks(only(files, path), path, cell) == [
        f"{path} tells of a hidden figure: vanta, area 06, period {NEWEST}, total ({field})"
    ]


ANSWER: dict[str, object] = {
    "value": SECRET,
    "lower": SECRET,
    "upper": SECRET,
    "text": f"{SAID} dagar",
    "verdict": "worse",
    "verdict_text": "Konsekvent sämre än riket, 8 av 8 år",
    "verdict_text_plain": "Går inte att skilja från riket",
    "spark": [None, 51.5],
    "rounded": 80,
}


@pytest.mark.parametrize("field", ANSWER)
def test_no_search_answer_tells(files: Files, field: str):
    """The row that a person sees first."""
    path = "search/areas/0301.json"
    change(files, path, lambda whole: whole["answers"]["indicators"][MEASURE].update({field: ANSWER[field]}))
    problems = only(files, path)
    assert leaks(problems, path)
    assert not any("77" in one for one in problems)


def test_a_line_is_tied_to_its_years(files: Files):
    """Only the point of the hidden year is a leak, and a line with more points than there are years can't be tied."""
    path = "search/areas/05.json"
    line = json.loads(files[path])["answers"]["indicators"]["ont-3"]["spark"]
    assert line[-2] is None
    assert None not in line[:-2]
    change(files, path, lambda whole: whole["answers"]["indicators"]["ont-3"]["spark"].__setitem__(-2, SECRET))
    assert [one.partition(", total")[0] for one in only(files, path)] == [
        f"{path} tells of a hidden figure: ont-3, area 05, period 2023"
    ]
    change(files, path, lambda whole: whole["answers"]["indicators"]["ont-3"].update(spark=[1.0] * 30))
    assert only(files, path) == [f"{path} has a line of ont-3 in 05 that can't be tied to its periods"]


def test_a_finding_quotes_no_hidden_figure(files: Files):
    """In its fields or in its words; that a place has none is no quotation."""
    finding = {
        "check": "outside_limits",
        "indicator": MEASURE,
        "areas": [PLACE],
        "period": NEWEST,
        "other_indicator": None,
        "text": {"sv": "x"},
    }
    change(files, "api/v1/gaps.json", lambda whole: whole["findings"].append(finding))
    assert leaks(only(files, "api/v1/gaps.json"), "api/v1/gaps.json")
    absent = finding | {
        "check": "missing_areas",
        "text": {"sv": f"{NEWEST} har värden för 5 av 7 områden. Uppgift saknas för Piteå."},
    }
    change(files, "api/v1/gaps.json", lambda whole: whole.update(findings=[absent]))
    assert only(files, "api/v1/gaps.json") == []
    said = absent | {"text": {"sv": f"Piteå {NEWEST}: källan anger {SAID} dagar."}}
    change(files, "api/v1/gaps.json", lambda whole: whole.update(findings=[said]))
    assert leaks(only(files, "api/v1/gaps.json"), "api/v1/gaps.json")


def test_what_is_said_of_women_and_men_is_theirs(files: Files):
    """Women's figure in the country, which is shown, called hidden; and a place's."""
    flipped = hide(files, ("andel", "00", NEWEST, "women"))
    assert leaks(check_traces(flipped), "api/v1/indicators/andel.json", ("andel", "00", NEWEST, "women"))
    gap = {"period": NEWEST, "women": SECRET, "men": SECRET, "difference": 0.0, "area": "13", "indicator": "andel"}
    change(files, "api/v1/gaps.json", lambda whole: whole.update(women_and_men=[gap]))
    assert leaks(check_traces(files), "api/v1/gaps.json", ("andel", "13", NEWEST, "women"))


PITEA = f'<a href="../../{ROW_PAGE.removesuffix("index.md")}">Piteå</a>'
MEASURED = '<a href="../../indikatorer/plats-pa-boende/">Plats på boende</a>'
TABLE = "<table><thead><tr><th>Plats</th><th>Värde</th></tr></thead><tbody>{}</tbody></table>"
PAGES: dict[str, tuple[str, str]] = {
    "a sentence": (PAGE, f"<p>Lägst är Piteå med {SAID} dagar.</p>"),
    "a rounded copy": (PAGE, "<p>I Piteå är det ungefär 80 dagar.</p>"),
    "a genitive": (PAGE, "<p>Piteås siffra är 78.</p>"),
    "a verdict": (PAGE, "<p>Konsekvent bättre än riket: Roma och Piteå.</p>"),
    "a rank": (PAGE, "<p>Piteå har plats 3.</p>"),
    "an older year": (PAGE, "<p>Piteå 2017: 12 dagar.</p>"),
    "a heading": (PAGE, f"<h2>Piteå {SAID}</h2>"),
    "a list": (PAGE, f"<ul><li>Piteå: <strong>{SAID}</strong></li></ul>"),
    "a caption": (PAGE, f"<figure><figcaption>Piteå {SAID}</figcaption></figure>"),
    "an alternative text": (PAGE, f'<img src="x.svg" alt="Från {SAID} dagar i Piteå">'),
    "a label": (PAGE, f'<div aria-label="Piteå {SAID}"></div>'),
    "a tooltip on a row": (PAGE, TABLE.format(f'<tr data-area="{PLACE}" title="{SAID} dagar"><th>X</th><td></td></tr>')),
    "a text in no line": (PAGE, f"<div>Piteå {SAID}</div>"),
    "a place's text in no line": (ROW_PAGE, f"<div>Plats på boende {SAID} dagar</div>"),
    "a map's words": (PAGE, '<figure class="chart chart--towns"><img src="x" alt="Högst i Piteå"></figure>'),
    "a row by its hook": (PAGE, TABLE.format(f'<tr data-area="{PLACE}"><th>X</th><td>{SAID}</td></tr>')),
    "a row by its name": (PAGE, TABLE.format(f"<tr><th>Piteå</th><td>{SAID}</td></tr>")),
    "a row by its link": (PAGE, TABLE.format(f"<tr><th>{PITEA}</th><td>{SAID}</td></tr>")),
    "a row of a year": (PAGE, TABLE.format(f"<tr><th>Piteå</th><td>{SAID}</td><td>{NEWEST}</td></tr>")),
    "a column of a year": (PAGE, TABLE.replace("Värde", NEWEST).format(f"<tr><th>Piteå</th><td>{SAID}</td></tr>")),
    "a value to sort by": (PAGE, TABLE.format(f'<tr data-area="{PLACE}"><th>X</th><td data-value="{SECRET}"></td></tr>')),
    "a bar": (PAGE, TABLE.format(f'<tr data-area="{PLACE}"><th>X</th><td><svg><rect width="9"/></svg></td></tr>')),
    "a verdict's colour": (
        PAGE,
        TABLE.format(f'<tr data-area="{PLACE}"><th>X</th><td class="verdict verdict--better">x</td></tr>'),
    ),
    "a chart's table": (
        PAGE,
        f'<figure class="chart chart--ranked">{TABLE.format("<tr><th>Piteå</th><td>1</td></tr>")}</figure>',
    ),
    "a place's row": (ROW_PAGE, TABLE.format(f"<tr><th>{MEASURED}</th><td>{SAID}</td></tr>")),
    "a place's row by title": (ROW_PAGE, TABLE.format(f"<tr><th>Plats på boende</th><td>{SAID}</td></tr>")),
    "a place's line": (ROW_PAGE, f"<p>Plats på boende: {SAID}</p>"),
    "a place's trend": (ROW_PAGE, "<p>Säkrast bättre: Plats på boende.</p>"),
    "a place's target": (ROW_PAGE, f"<ul><li>{MEASURED}: Målet är inte nått.</li></ul>"),
    "a report's change": (REPORT, "<ul><li>Plats på boende: oförändrat sedan 2020</li></ul>"),
    "a report's trend": (REPORT, "<ul><li>Plats på boende: har stigit de senaste fem åren</li></ul>"),
    "a report about another": (
        "kommuner/roma/rapport/index.md",
        f'<section data-of="{PLACE}"><p>Plats på boende: 5</p></section>',
    ),
    "a line by its hooks": ("saknas/index.md", f'<ul data-measure="{MEASURE}"><li>Piteå {NEWEST}: 5</li></ul>'),
    "a verdict in a line": ("index.md", f'<ul><li data-of="{PLACE}">Plats på boende <b class="verdict--worse">x</b></li></ul>'),
    "a small line": (
        "index.md",
        f'<ul><li data-of="{PLACE}">Plats på boende <svg class="sparkline"><polyline points="98.0,3.0"/></svg></li></ul>',
    ),
    "a question's answer": ("index.md", f"<ul><li>Plats på boende: Piteå {SAID}</li></ul>"),
}


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_tells(files: Files, kind: str):
    """In words, rows, pictures' words, attributes and colours, wherever a page may stand."""
    path, html = PAGES[kind]
    write_in(files, path, html)
    problems = only(files, path)
    assert [one for one in problems if one.startswith(f"{path} tells of a hidden figure: {MEASURE}, area {PLACE}, ")], problems
    assert not any("77" in one for one in problems)


SILENT = {
    "that it is hidden": (PAGE, "<p>För få fall för att visas: Piteå. Siffran finns för 5 av 7 kommuner.</p>"),
    "another place": (PAGE, f"<p>Roma {SAID}.</p>"),
    "a year that is shown": ("indikatorer/fall-pa-boende/index.md", "<p>Ekeby 2021: 3,0.</p>"),
    "its age": (ROW_PAGE, f"<ul><li>{MEASURED} {NEWEST}, 2 år gammal</li></ul>"),
    "a target": (REPORT, f'<ul><li>{MEASURED}: För få fall. <a href="https://example.org/">Mål: minst 60</a></li></ul>'),
    "a number in a title": (
        "regioner/jarna/index.md",
        '<ul><li><a href="../../indikatorer/andel-som-vantat-65-dagar/">65 dagar</a></li></ul>',
    ),
    "no verdict": (
        PAGE,
        TABLE.format(f'<tr data-area="{PLACE}"><th>X</th><td class="verdict--not_assessed">För få fall</td></tr>'),
    ),
    "a line in another's row": (
        ROW_PAGE,
        TABLE.format('<tr data-area="0302"><th>Roma</th><td><p>Plats på boende: 5</p></td></tr>'),
    ),
    "the country beside": (ROW_PAGE, f"<p>Väntetid: Riket {SAID} dagar.</p>"),
    "a text in no line of another place": (PAGE, f"<div>Roma {SAID}</div>"),
    "the region of that name": (PAGE, f"<p>Motala {SAID}.</p>"),
}


@pytest.mark.parametrize("kind", SILENT)
def test_what_is_no_leak_stops_nothing(files: Files, kind: str):
    """A build that hides must still be possible."""
    path, html = SILENT[kind]
    write_in(files, path, html)
    assert only(files, path) == []


def test_a_figure_without_a_name_is_the_countrys(files: Files):
    """Its uncertainty stands in a line of its own below it."""
    path, cell = "indikatorer/vantetid/index.md", ("vanta", "00", NEWEST, "total")
    files[path] = b'<div class="page page-indicator"><div class="figure"><p>Os\xc3\xa4kerhet 3,1 till 4,2</p></div></div>'
    assert leaks(only(hide(files, cell), path), path, cell)
    assert only(files, path) == []


def test_the_description_that_search_engines_show_is_read(files: Files):
    """In the front matter, and where the renderer puts it."""
    replace_once(files, PAGE, r'description: "', f'description: "Piteå {SAID} dagar. ')
    assert leaks(check_traces(files), PAGE)
    head = f'<head><meta name="description" content="Piteå {SAID}"></head>'
    html = f'<html>{head}<body><div class="page page-indicator"></div></body></html>'
    path = PAGE.replace(".md", ".html")
    files = build_traced() | {path: html.encode()}
    assert leaks(check_traces(files), path)


PICTURES: dict[str, tuple[str, str, str]] = {
    "a title": ("diagram/kommunal/towns.svg", "</desc>", f"</desc><text>Piteå {SAID} dagar</text>"),
    "a description": ("diagram/kommunal/towns.svg", "</desc>", " Högst i Piteå.</desc>"),
    "a map's colour": ("diagram/kommunal/towns.svg", re.escape('"url(#h)"'), '"#a0c4c8"'),
    "a mark's label": ("diagram/kommunal/towns.svg", "</svg>", f'<path aria-label="Piteå; {NEWEST}; {SAID}"/></svg>'),
    "a row": ("diagram/area/07/abacus.svg", "</svg>", "<text>Lindring 1</text></svg>"),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_no_picture_tells(files: Files, kind: str):
    """In its words, by a place's colour or by a row."""
    path, pattern, text = PICTURES[kind]
    replace_once(files, path, pattern, text)
    assert any(one.startswith(f"{path} tells of a hidden figure: ") for one in only(files, path))


def test_a_town_is_named_in_a_picture_of_regions(files: Files):
    """A picture of regions has no business with it, and is read all the same."""
    cell = ("andel", "0102", NEWEST, "total")
    replace_once(files, "diagram/andel/ranked.svg", "</svg>", f"<text>Orsa {SAID} %</text></svg>")
    assert leaks(only(hide(files, cell), "diagram/andel/ranked.svg"), "diagram/andel/ranked.svg", cell)


@pytest.mark.parametrize("name", ["ranked", "rank_span", "timeline", "multiples", "funnel"])
def test_a_mark_without_a_name_is_one_too_many(files: Files, name: str):
    """A dot or a point of a line that nobody can tie to a place."""
    path = f"diagram/fall/{name}.svg"
    mark = (
        '<g class="mark-line role-mark x"><path d="M1,1L2,2L3,3"/></g>'
        if name in ("timeline", "multiples")
        else ('<g class="mark-symbol role-mark x"><path d="M0,0"/></g>')
    )
    replace_once(files, path, "</svg>", f"{mark * 2}</svg>")
    assert only(files, path) == [f"{path} has more marks than fall has figures that are shown"]


def live_rows(whole: Json) -> list[Json]:
    """Return the rows of a live chart of towns."""
    rows: list[Json] = whole["datasets"]["places"]
    return rows


LIVE: dict[str, dict[str, object]] = {
    "value": {"value": SECRET},
    "class": {"class": "under 60,0"},
    "tip": {"tip": f"Piteå\n{NEWEST}: {SAID} dagar"},
    "said": {"said": f"{NEWEST}: {SAID} dagar"},
    "limits": {"lower": 1.0},
}


@pytest.mark.parametrize("field", LIVE)
def test_no_live_chart_tells(files: Files, field: str):
    """The rows that the chart is drawn from when somebody explores it."""
    path = "diagram/kommunal/towns.json"

    def edit(whole: Json) -> None:
        (row,) = (one for one in live_rows(whole) if one["code"] == PLACE)
        row |= LIVE[field]

    change(files, path, edit)
    problems = only(files, path)
    assert leaks(problems, path)
    assert not any("77" in one for one in problems)


def test_a_live_chart_with_rows_of_nowhere_is_a_fault(files: Files):
    """What can't be tied to a place can't be audited; nor can the title lie."""
    change(
        files, "diagram/vanta/ranked.json", lambda whole: whole["datasets"].update(more=[{"name": "Någonstans", "value": 1.0}])
    )
    assert check_traces(files) == ["diagram/vanta/ranked.json has figures in more that can't be tied to a place"]
    files = build_traced()
    change(files, "diagram/vanta/ranked.json", lambda whole: whole["title"].update(subtitle=["Fors 12 dagar"]))
    assert leaks(check_traces(files), "diagram/vanta/ranked.json", ("vanta", "06", NEWEST, "total"))
    unknown = {"diagram/area/07/abacus.json": b"{}", "diagram/more/a/b.svg": b"<svg></svg>"}
    problems = only(build_traced() | unknown, *unknown)
    assert problems == [f"{path} is a chart of a kind that no reader knows" for path in unknown]


HEAD = "indicator,area,period,sex,value,verdict,status"
TABLES: dict[str, str] = {
    "a value": f"{MEASURE},{PLACE},{NEWEST},total,{SECRET},,suppressed",
    "a verdict": f"{MEASURE},{PLACE},{NEWEST},total,,better,suppressed",
    "a figure in a column of codes": f"{MEASURE},{PLACE},{NEWEST},total,,,{SECRET}",
    "a woman's": f"andel,13,{NEWEST},women,{SECRET},,suppressed",
}


@pytest.mark.parametrize("kind", TABLES)
def test_no_table_tells(files: Files, kind: str, monkeypatch: pytest.MonkeyPatch):
    """The same rows as CSV, SQLite and Parquet; the last by a library that may not be there."""
    row = TABLES[kind].split(",")
    cell = (row[0], row[1], row[2], row[3])
    files["data/observations.csv"] = f"{HEAD}\n{TABLES[kind]}\n".encode()
    files["data/jamforbart.sqlite"] = database([HEAD.split(","), row])
    files["data/observations.parquet"] = b"PAR1"
    frame = pd.DataFrame([[one or None for one in row]], columns=HEAD.split(","))
    monkeypatch.setattr(pd, "read_parquet", lambda _: frame)
    problems = only(files, "data/observations.csv", "data/jamforbart.sqlite", "data/observations.parquet")
    for name in ("observations.csv", "jamforbart.sqlite", "observations.parquet"):
        assert leaks(problems, f"data/{name}", cell)
    assert len(problems) == 3
    assert not any("77" in one for one in problems)


def database(rows: list[list[str]], table: str = "observations") -> bytes:
    """Return a SQLite file with one table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.sqlite"
        connection = sqlite3.connect(path)
        marks = ", ".join("?" * len(rows[0]))
        connection.execute(f'create table "{table}" ({", ".join(rows[0])})')
        values = [[one or None for one in row] for row in rows[1:]]
        connection.executemany(f'insert into "{table}" values ({marks})', values)  # noqa: S608 - our own names
        connection.commit()
        connection.close()
        return path.read_bytes()


def test_the_csv_beside_the_api_is_named_by_its_file(files: Files):
    """It has no column that says which indicator."""
    path = "api/v1/indicators/kommunal.csv"
    replace_once(files, path, f"{PLACE},{NEWEST},total,,", f"{PLACE},{NEWEST},total,{SECRET},")
    assert len(leaks(only(files, path), path)) == 1


ROW_JSON = json.dumps([{"indicator": MEASURE, "area": PLACE, "period": NEWEST, "value": SECRET}])
ELSEWHERE: dict[str, str] = {
    "assets/figures.json": ROW_JSON,
    "fees/rules/0301.json": ROW_JSON,
    "datapackage.json": f'{{"resources": {ROW_JSON}}}',
    "data/prices.csv": f"{HEAD}\n{MEASURE},{PLACE},{NEWEST},total,{SECRET},,\n",
    "llms.txt": f"Plats på boende i Piteå: {SAID} dagar",
    "api/v1/read.md": f"Plats på boende i Piteå: {SAID} dagar",
}
"""Files that should hold no figures about people."""


@pytest.mark.parametrize("path", ELSEWHERE)
def test_no_other_file_tells(files: Files, path: str):
    """What should hold no figures is read all the same; numbers of something else are fine there."""
    files[path] = ELSEWHERE[path].encode()
    problems = only(files, path)
    assert leaks(problems, path)
    assert len(problems) == 1
    assert not any("77" in one for one in problems)
    files[path] = b"area,iso,value\n01,04,5\n" if path.endswith("csv") else b'{"area": "0301", "value": 5}'
    assert only(files, path) == []


@pytest.mark.parametrize("table", ["observations", "odd name"])
def test_figures_that_belong_nowhere_are_a_fault(files: Files, table: str):
    """A table of values without place and period can't be held against anything."""
    fault = "holds figures that can't be tied to a measure, a place and a period"
    files["data/x.csv"] = b"name,value\nPite,78\n"
    files["data/x.sqlite"] = database([["name", "value"], ["Pite", "78"]], table)
    files["data/areas.csv"] = b"code,name\n01,Almby\n"
    files["data/x.jsonstat.json"] = b'{"id": ["time"], "dimension": {"time": {"category": {"index": ["2024"]}}}, "value": [1]}'
    assert only(files, "data/x.csv", "data/x.sqlite", "data/areas.csv", "data/x.jsonstat.json") == [
        f"data/x.csv {fault}",
        "data/x.jsonstat.json holds figures that can't be tied to a place and a period",
        f"data/x.sqlite {fault} (table {table})",
    ]


@pytest.mark.parametrize("values", [[None, SECRET, 3, 4], {"1": SECRET}])
def test_no_cell_of_json_stat_tells(files: Files, values: object):
    """Dense and sparse, with an index that is a mapping or a list."""
    path = "api/v1/indicators/kommunal.jsonstat.json"
    dimension = {
        "area": {"category": {"index": {"0302": 1, PLACE: 0}}},
        "period": {"category": {"index": ["2023", NEWEST]}},
        "measure": {"category": {"label": {"value": "Värde"}}},
    }
    whole = {
        "version": "2.0",
        "class": "dataset",
        "id": ["area", "period", "measure"],
        "size": [2, 2, 1],
        "dimension": dimension,
        "value": values,
    }
    files[path] = json.dumps(whole).encode()
    assert only(files, path) == [f"{path} tells of a hidden figure: {MEASURE}, area {PLACE}, period {NEWEST}, total (value)"]


def atom(title: str, link: str, summary: str) -> bytes:
    """Return a feed with one entry."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Nytt</title><entry><title>{title}</title><link href="{link}"/>'
        f'<summary type="html">{summary}</summary></entry></feed>'
    ).encode()


SITE = "https://example.org/jamforbart/"
FEEDS = {
    "by links": ("Ny siffra", f"{SITE}{PAGE.removesuffix('index.md')}", f"Piteå: {SAID} dagar"),
    "by names": ("Plats på boende", f"{SITE}forandringar/", f"&lt;p&gt;Piteå: &lt;b&gt;{SAID}&lt;/b&gt;&lt;/p&gt;"),
    "by the place": ("Plats på boende", f"{SITE}kommuner/pitea/", f"Siffran är {SAID}"),
    "by a link in the text": (
        "Ny",
        f"{SITE}x/",
        f"&lt;a href='{SITE}{PAGE.removesuffix('index.md')}'&gt;Piteå&lt;/a&gt; har stigit",
    ),
}


@pytest.mark.parametrize("kind", FEEDS)
def test_no_feed_tells(files: Files, kind: str):
    """Atom and JSON Feed, by what an entry links to and by what it names."""
    title, link, summary = FEEDS[kind]
    files["feeds/nytt.xml"] = atom(title, link, summary)
    item = {"title": title, "url": link, "content_html": summary.replace("&lt;", "<").replace("&gt;", ">")}
    files["feeds/nytt.json"] = json.dumps({"items": [item]}, ensure_ascii=False).encode()
    problems = only(files, "feeds/nytt.xml", "feeds/nytt.json")
    assert leaks(problems, "feeds/nytt.xml")
    assert leaks(problems, "feeds/nytt.json")
    assert not any(SAID in one for one in problems)
    for path, text in {"feeds/nytt.xml": "xml", "feeds/nytt.json": "json"}.items():
        files[path] = files[path].replace("Piteå".encode(), b"Roma").replace(b"kommuner/pitea", b"kommuner/roma")
        assert [one for one in only(files, "feeds/nytt.xml", "feeds/nytt.json") if one.startswith(path)] == [], text


UNREADABLE = {
    "api/v1/gaps.json": b"{",
    "api/v1/indicators/kommunal.csv": b"\xff\xfe",
    "data/x.sqlite": b"not a database at all",
    "feeds/x.xml": b"<feed>",
    "feeds/y.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><feed/>',
    "data/x.jsonstat.json": b"{}",
    "diagram/vanta/map.json": b"[]",
}


@pytest.mark.parametrize("path", UNREADABLE)
def test_what_cant_be_read_is_a_fault(files: Files, path: str):
    """Nobody knows what it tells; and the message quotes nothing of it."""
    files[path] = UNREADABLE[path]
    (problem, *_) = [one for one in only(files, path) if one.startswith(path)]
    assert re.fullmatch(rf"{re.escape(path)} can't be read as [\w' -]+: \w+", problem)


def test_parquet_without_a_library_is_a_fault(files: Files, monkeypatch: pytest.MonkeyPatch):
    """Better not published than not audited."""

    def missing(_: object) -> None:
        raise ImportError

    monkeypatch.setattr(pd, "read_parquet", missing)
    files["data/observations.parquet"] = b"PAR1"
    assert only(files, "data/observations.parquet") == [
        "data/observations.parquet can't be audited: no library here reads Parquet; install one, or don't publish the file"
    ]


@pytest.mark.parametrize(
    "path", ["api/v1/all.xlsx", "data/all.tsv", "feeds/nytt.csv", "search/all.bin", "kommuner/pitea/x.pdf", "x.ndjson"]
)
def test_a_kind_that_no_reader_knows_is_a_fault(path: str):
    """Also where nothing is hidden yet: it is found when it is made, not on the day that it leaks."""
    assert check_traces({path: b""}) == [
        f"{path} is of a kind that the audit can't read, so nobody knows what it tells; give it a reader in audit/traces/check.py"
    ]


BLINDING: dict[str, tuple[str, bytes, bytes]] = {
    "pages of measures": (r"indikatorer/.*", b'<div class="page ', b'<div class="sida '),
    "pages of places": (r"(?:regioner|kommuner)/.*", b'<div class="page ', b'<div class="sida '),
    "pictures": (r"diagram/.*\.svg", b"<", b"&lt;"),
    "live charts": (r"diagram/.*\.json", b'"datasets"', b'"rows"'),
    "search answers": (r"search/areas/.*", b'"indicators"', b'"measures"'),
    "CSV beside the API": (r"api/v1/indicators/.*\.csv", b"area,period", b"place,time"),
    "the API's areas": (r"api/v1/areas/.*", b'"period"', b'"time"'),
}


@pytest.mark.parametrize("name", BLINDING)
def test_a_reader_that_sees_nothing_is_a_fault(files: Files, name: str):
    """A class or a key is renamed: the audit would be blind, and says so."""
    paths, old, new = BLINDING[name]
    for path in files:
        if re.fullmatch(paths, path) and "granser" not in path:
            files[path] = files[path].replace(old, new)
            if name == "live charts":
                change(files, path, lambda whole: whole.pop("title"))
    assert (
        f"the audit sees no figure in any of the {name}, though there are figures; mend its reader in audit/traces"
        in check_traces(files)
    )


def test_a_site_without_figures_is_not_called_blind(files: Files):
    """Everything is hidden: nothing to see is right."""
    plain = {
        path: content
        for path, content in files.items()
        if not path.startswith(("diagram/", "indikatorer/", "kommuner/", "regioner/"))
    }
    for path in [path for path in plain if path.startswith("api/v1/indicators/")]:
        if path.endswith(".csv"):
            plain[path] = plain[path].partition(b"\n")[0]
        else:
            change(plain, path, empty)
    for path in [path for path in plain if path.startswith(("api/v1/areas/", "search/areas/"))]:
        change(plain, path, lambda whole: whole.update(figures=[], answers={}))
    assert [one for one in check_traces(plain) if "sees no figure" in one] == []


def empty(whole: Json) -> None:
    """Hide every figure of an indicator."""
    for row in whole["observations"]:
        row.update(dict.fromkeys(("value", "lower", "upper", "numerator", "denominator")), status="suppressed")
    whole |= {"latest": [], "findings": [], "women_and_men": None}
