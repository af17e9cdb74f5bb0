"""Measure search: how fast the engine answers with 5,000 entries, beside MiniSearch in the same run, and what the index weighs.

The made-up entries look like ICD-10-SE and ISO 9999: the same few hundred words again and again, so that every query has
look-alikes to choose among. The queries are the golden ones (tests/search), asked in turn and many times.
"""

import csv
import gzip
import json
import random
import statistics
import subprocess
from itertools import product
from typing import Any

from build_site.build import ROOT, find_release
from build_site.model.address import addresses
from build_site.publish.prose import read_prose, titles
from build_site.search.index import Page, build_index
from build_site.validate.folder import read_data

ENTRIES = 5_000
ROUNDS = 5
MOST_MEDIAN, MOST_95 = 2.0, 10.0
"""Aims in milliseconds, with 5,000 entries."""
MOST_TODAY, MOST_LARGE = 100_000, 400_000
"""Aims in bytes, compressed: today's index, and one of 5,000 entries."""

ORGANS = [
    "ansikte",
    "arm",
    "axel",
    "bukhinna",
    "bukspottkörtel",
    "bäcken",
    "fingrar",
    "fot",
    "fotled",
    "gallblåsa",
    "hals",
    "hand",
    "handled",
    "hjärna",
    "hjärta",
    "hud",
    "höft",
    "knä",
    "lever",
    "livmoder",
    "lunga",
    "lårben",
    "magsäck",
    "mjälte",
    "mun",
    "nacke",
    "njure",
    "näsa",
    "prostata",
    "rygg",
    "ryggmärg",
    "sköldkörtel",
    "struphuvud",
    "svalg",
    "tjocktarm",
    "tunga",
    "tunntarm",
    "underben",
    "urinblåsa",
    "öga",
    "öra",
    "överarm",
]
FAULTS = [
    "Akut inflammation i {}",
    "Kronisk inflammation i {}",
    "Godartad tumör i {}",
    "Malign tumör i {}",
    "Medfödd missbildning av {}",
    "Fraktur på {}",
    "Sårskada på {}",
    "Brännskada på {}",
    "Luxation och distorsion i {}",
    "Artros i {}",
    "Abscess i {}",
    "Infektion i {}",
    "Cysta i {}",
    "Smärta i {}",
    "Blödning i {}",
    "Förträngning av {}",
    "Sen effekt av skada på {}",
    "Observation för misstänkt sjukdom i {}",
]
SIDES = ("", ", höger sida", ", vänster sida", ", ospecificerad", ", återfall", ", hos barn")
DEVICES = ["Hjälpmedel för", "Tillbehör till", "Bärbar", "Elektrisk", "Mekanisk", "Ställbar", "Fast monterad", "Flyttbar"]
THINGS = [
    "stol",
    "säng",
    "lyft",
    "käpp",
    "larm",
    "pump",
    "skena",
    "protes",
    "sko",
    "ramp",
    "klocka",
    "kniv",
    "madrass",
    "dyna",
    "våg",
    "lampa",
]


def main() -> None:
    """Measure and print, with the aims beside."""
    today = real_index()
    large = grown(today)
    for name, index, most in (("today", today, MOST_TODAY), (f"{ENTRIES:,}", large, MOST_LARGE)):
        weight = len(gzip.compress(json.dumps(index, ensure_ascii=False).encode()))
        print(f"index, {name:>6} entries: {weight / 1000:7.1f} kB compressed (aim {most / 1000:.0f})")
    queries = golden()
    for name, index in (("today", today), (f"{ENTRIES:,}", large)):
        ours, theirs = (timed(engine, index, queries) for engine in ("ours", "minisearch"))
        for engine, (median, late) in (("ours", ours), ("MiniSearch", theirs)):
            print(f"{engine:<11}{name:>6} entries: median {median:6.3f} ms, 95th percentile {late:6.3f} ms")
        print(f"ours / MiniSearch: median {ours[0] / theirs[0]:.2f}, 95th percentile {ours[1] / theirs[1]:.2f}")
    print(f"aims with {ENTRIES:,} entries: median {MOST_MEDIAN} ms, 95th percentile {MOST_95} ms")


def real_index() -> dict[str, Any]:
    """Return today's index, as the build makes it."""
    catalogue, _, _ = read_data(ROOT / "data")
    found = titles(read_prose(ROOT / "docs"))
    pages = [Page(slug=address.rstrip("/"), title=title, url=address) for address, title in found.items()]
    files = build_index(catalogue, {}, addresses(catalogue), pages, today=find_release().today)
    index: dict[str, Any] = json.loads(files["search/index.json"])
    return index


def grown(index: dict[str, Any]) -> dict[str, Any]:
    """Return the index with look-alikes added until it has 5,000 entries. The same every time."""
    made = [(fault.format(organ) + side, organ) for fault, organ, side in product(FAULTS, ORGANS, SIDES)]
    made += [(f"{device} {organ}{thing}", thing) for device, organ, thing in product(DEVICES, ORGANS, THINGS)]
    chosen = random.Random(9).sample(made, ENTRIES - len(index["entries"]))
    rows = [
        [f"page:made-{number}", title, f"diagnoskoder/#{number}", [f"{word}besvär", f"ont i {word}"], [f"Q{number:04}"]]
        for number, (title, word) in enumerate(chosen)
    ]
    return index | {"entries": [*index["entries"], *rows]}


def golden() -> list[str]:
    with (ROOT / "tests" / "search" / "golden.csv").open(encoding="utf-8", newline="") as file:
        return [row["query"] for row in csv.DictReader(file)]


def timed(engine: str, index: dict[str, Any], queries: list[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile in milliseconds, of each query's own median over the rounds."""
    here = ROOT / "tests" / "search"
    paths = {
        "ours": (ROOT / "docs" / "assets" / "search" / "engine.js").as_uri(),
        "minisearch": (here / "vendor" / "minisearch.mjs").as_uri(),
    }
    given = {"engine": engine, "paths": paths, "index": index, "queries": queries, "rounds": ROUNDS}
    done = subprocess.run(["node", here / "ask.mjs"], input=json.dumps(given).encode(), capture_output=True, check=True)
    times = sorted(statistics.median(rounds) for rounds in json.loads(done.stdout)["milliseconds"])
    return statistics.median(times), times[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
