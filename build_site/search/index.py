"""The files that the search box asks: search/index.json, and search/areas/<code>.json with the answers of a place."""

import datetime as dt
from collections.abc import Mapping, Sequence

from build_site.model.address import Addresses
from build_site.model.catalogue import Catalogue
from build_site.model.comparison import Comparison
from build_site.model.device_cost import DeviceCosts
from build_site.model.output import Files, json_bytes
from build_site.model.responsibility import Answered
from build_site.search.answers import make_answers
from build_site.search.entries import FOLDERS, Page, add_words, find_measures, make_places, make_rows
from build_site.search.words import make_words

__all__ = ["Page", "build_index"]

A_TO_Z = "a-o/"
"""Where everything is listed: the way on without a hit, and without JavaScript."""

REPORT_SLUG = "saknas"
"""The prose page where people say what is missing; without it no such link is offered."""


def build_index(
    catalogue: Catalogue,
    comparisons: Mapping[str, Comparison],
    addresses: Addresses,
    pages: Sequence[Page],
    *,
    today: dt.date,
    costs: Mapping[str, DeviceCosts] | None = None,
    responsibility: Mapping[str, Sequence[Answered]] | None = None,
) -> Files:
    """Return the index of words and one file of answers per area, by path.

    `costs` (by device code) and `responsibility` (by area) are what the row of a device says besides the fee.
    """
    report = next((page.url for page in pages if page.slug == REPORT_SLUG), None)
    rows = make_rows(catalogue, addresses, add_words(pages, catalogue.search.pages))
    index = {
        "entries": rows,
        "places": make_places(catalogue.areas.values(), addresses),
        "folders": FOLDERS,
        "links": {"a_o": A_TO_Z, "report": report},
        "words": make_words(catalogue.search, rows),
        "measures": find_measures(catalogue, addresses),
    }
    files = {"search/index.json": json_bytes(index)}
    found = make_answers(catalogue, comparisons, today=today, costs=costs or {}, responsibility=responsibility or {})
    for code, answers in found.items():
        area = catalogue.areas[code]
        about = {
            "code": code,
            "name": area.name,
            "short_name": area.short,
            "type": area.type,
            "parent": area.parent,
        }
        files[f"search/areas/{code}.json"] = json_bytes(about | {"answers": answers})
    return files
