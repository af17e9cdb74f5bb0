"""Whole builds of tiny data folders, held against what they gave last time.

A case is a folder with `data/` and `expected/`. Only the API and the search files are kept: pages are tested by what they
say, not by their bytes. UPDATE_GOLDEN=1 writes `expected/` anew; the difference then stands in the pull request.
"""

import os
import shutil
from pathlib import Path

import pytest

from build_site.audit.folder import read_folder
from build_site.build import make_files
from build_site.model.output import Files
from build_site.publish.write import write_files
from tests.conftest import RELEASE

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if (path / "data").is_dir())
UPDATE = bool(os.environ.get("UPDATE_GOLDEN")) and not os.environ.get("CI")
KEPT = ("api/v1/", "search/")
LEFT_OUT = ("api/v1/schemas/", "api/v1/openapi.json")
"""The same whatever the data: golden copies would only say everything twice."""

assert CASES, "there is no golden case: a test that finds nothing passes"


def kept(files: Files) -> Files:
    """Return the files that a golden case holds."""
    return {path: content for path, content in files.items() if path.startswith(KEPT) and not path.startswith(LEFT_OUT)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_build_gives_what_it_gave_before(case: Path, tmp_path: Path):
    """First the set of paths, then the bytes of each."""
    actual = kept(make_files(case / "data", release=RELEASE, store=tmp_path, jobs=1))
    assert len(actual) > 20
    if UPDATE:
        shutil.rmtree(case / "expected", ignore_errors=True)
        write_files(case / "expected", actual)
    expected = read_folder(case / "expected")
    assert sorted(expected) == sorted(actual)
    for path, content in expected.items():
        assert content == actual[path], f"{path} has changed; if it should, run UPDATE_GOLDEN=1 make test ARGS=tests/golden"
