"""The form for a missing fee, and every link on the real site that opens it: what the link fills in, the form has."""

import html
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml

from build_site.build import find_release
from build_site.model.coverage import STATES
from build_site.publish.gap_links import FORM
from tests.conftest import PROJECT

FORMS = PROJECT / ".github" / "ISSUE_TEMPLATE"
FIELDS = {"input", "textarea", "dropdown", "checkboxes"}
OWN = {"template", "title"}
"""Parameters that the host itself understands; every other one is the id of a field."""
OPENED = re.compile(r'href="?(https://[^">\s]+/issues/new\?[^">\s]+)')


@cache
def form(name: str) -> dict[str, Any]:
    """Return a form as it is written."""
    content: dict[str, Any] = yaml.safe_load((FORMS / name).read_text(encoding="utf-8"))
    return content


def fields(name: str) -> dict[str, dict[str, Any]]:
    """Return the fields of a form that can be filled in, by id."""
    return {one["id"]: one for one in form(name)["body"] if one["type"] in FIELDS}


def test_every_form_is_one_that_the_host_takes():
    """The rules of the host's form schema; a form that breaks one is not shown at all, and an empty issue opens instead."""
    names = sorted(path.name for path in FORMS.glob("*.yml") if path.name != "config.yml")
    assert FORM in names
    for name in names:
        one = form(name)
        assert set(one) <= {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
        assert all(isinstance(one[key], str) and one[key].strip() for key in ("name", "description"))
        assert {part["type"] for part in one["body"]} <= FIELDS | {"markdown"}
        assert all(part["attributes"].get("label") for part in one["body"] if part["type"] in FIELDS)
        assert all(part["attributes"]["value"].strip() for part in one["body"] if part["type"] == "markdown")
        ids = [part["id"] for part in one["body"] if part["type"] in FIELDS]
        labels = [part["attributes"]["label"] for part in one["body"] if part["type"] in FIELDS]
        assert len(set(ids)) == len(ids) > 0
        assert len(set(labels)) == len(labels)
        assert all(re.fullmatch(r"[A-Za-z0-9_-]+", key) for key in ids)
        assert not OWN & set(ids), "the host would read the parameter itself"
        for part in one["body"]:
            assert set(part) <= {"type", "id", "attributes", "validations"}
            assert set(part.get("validations", {})) <= {"required"}


def test_the_form_asks_for_what_a_fee_must_have():
    """A place, a device, what it costs and where that stands; the rest is not asked of everyone."""
    found = fields(FORM)
    needed = {key for key, one in found.items() if one.get("validations", {}).get("required")}
    assert needed == {"place", "device", "fee", "source"}
    assert {key: found[key]["type"] for key in ("place", "device")} == {"place": "input", "device": "input"}


def test_an_empty_issue_may_still_be_opened():
    """The site's other invitations open one with only a title."""
    assert form("config.yml") == {"blank_issues_enabled": True}


def opened(path: Path) -> list[str]:
    """Return the addresses of forms that a finished page opens."""
    text = path.read_text(encoding="utf-8")
    return [one for link in OPENED.findall(text) if "template=" in (one := html.unescape(link))]


@pytest.fixture(scope="module")
def gap_pages(real_site: Path) -> dict[str, Path]:
    """Return the pages of the gap map, by the last part of their address."""
    return {path.parent.name: path for path in sorted((real_site / "hjalpmedel" / "luckor").rglob("index.html"))}


def test_each_link_opens_a_form_that_has_its_fields(gap_pages: dict[str, Path]):
    """Every link of every page, and each place and device filled in whole."""
    count = 0
    repository = find_release().repository_url
    for path in gap_pages.values():
        for link in opened(path):
            asked = dict(parse_qsl(urlsplit(link).query, strict_parsing=True))
            assert link.startswith(f"{repository}/issues/new?")
            assert asked.keys() - OWN <= fields(asked["template"]).keys()
            if "brev" not in path.parts:
                assert re.fullmatch(r".+ \(\d{2}(\d{2})?\)", asked["place"])
                assert re.fullmatch(r".+ \(\d{2}(\d{2})?\)", asked["device"])
                assert asked["title"].startswith(form(asked["template"])["title"])
            count += 1
    assert count > 1000


def test_every_region_has_a_page_and_every_cell_a_word(gap_pages: dict[str, Path]):
    """21 regions, as many columns for each, and every cell in a state that the legend has."""
    assert len(gap_pages) == 23
    page = gap_pages["luckor"].read_text(encoding="utf-8")
    table = page[page.index("gap-map") :]
    rows = re.findall(r'<tr data-area="?(\d{2})"?>(.*?)(?=<tr |</tbody>)', table, re.DOTALL)
    assert len(rows) == 21
    cells = [re.findall(r"gap-cell--(\w+)", row) for _, row in rows]
    assert len({len(row) for row in cells}) == 1
    assert len(cells[0]) > 15
    assert {state for row in cells for state in row} <= set(STATES)


def test_contradicting_sources_are_on_the_map(gap_pages: dict[str, Path]):
    """Both amounts of each: Dalarna, Västmanland and Värmland."""
    text = html.unescape(gap_pages["luckor"].read_text(encoding="utf-8")).replace("\u00a0", " ")
    for one in ("1 400 kr", "1 300 kr", "2 200 kr", "2 000 kr", "1 200 kr", "1 150 kr"):
        assert one in text
