"""The real index, and what an engine answers from it in Node."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from build_site.build import ROOT, find_release, search_files
from build_site.model.address import addresses
from build_site.model.edition import Edition
from build_site.publish.prose import read_prose
from build_site.validate.folder import read_data

HERE = Path(__file__).parent
DATA = ROOT / "data"
PATHS = {
    "ours": (ROOT / "docs" / "assets" / "search" / "engine.js").as_uri(),
    "minisearch": (HERE / "vendor" / "minisearch.mjs").as_uri(),
}

Answers = Sequence[tuple[str, str | None]]
"""The id and the area of each answer, best first."""


@cache
def real_index() -> dict[str, Any]:
    if not (DATA / "diagnoses.csv").is_file():
        pytest.skip("no data/ in this checkout")
    catalogue, _, _ = read_data(DATA)
    edition = Edition(
        catalogue=catalogue,
        tables={},
        comparisons={},
        charts={},
        addresses=addresses(catalogue),
        release=find_release(),
    )
    return cast("dict[str, Any]", json.loads(search_files(edition, read_prose(ROOT / "docs"))["search/index.json"]))


@cache
def ask(queries: tuple[str, ...], engine: str = "ours") -> list[Answers]:
    node = shutil.which("node")
    if node is None:
        reason = "no node on the path: the search engine can't be run"
        if os.environ.get("JAMFORBART_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    given = {"engine": engine, "paths": PATHS, "index": real_index(), "queries": queries, "rounds": 0}
    done = subprocess.run([node, HERE / "ask.mjs"], input=json.dumps(given).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return [[(key, area) for key, area in answers] for answers in json.loads(done.stdout)["answers"]]
