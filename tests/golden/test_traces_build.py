"""The two commands on data with small counts: the site says that they are few, the audit passes, and one leak stops it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from build_site.audit.folder import read_folder
from tests.conftest import PROJECT
from tests.traced import NEWEST, write_traced

HIDDEN = "För få fall för att visas"
SECRET = re.compile(rb"(?<!\d)(?<!\d[.,])(?:3[.,]7037|3[.,]6991|1[.,]2345)")
"""1 of 27 and 1 of 81 in per cent, and 3 of 811 in per mille."""


def run(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    """Run a command of ours."""
    command = [sys.executable, "-m", "build_site", *words]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the finished site, rendered."""
    folder = tmp_path_factory.mktemp("traced")
    data = write_traced(folder / "data")
    assert SECRET.search((data / "indicators" / "andel" / "values.csv").read_bytes())
    done = run("build", "--data", data, "--out", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_the_site_says_that_they_are_few(out: Path):
    """On the pages of the measure, of the place and of its report, rendered."""
    pages = [path for path, content in read_folder(out / "site").items() if path.endswith(".html") and HIDDEN.encode() in content]
    assert {"indikatorer/plats-pa-boende/index.html", "kommuner/pitea/index.html", "kommuner/pitea/rapport/index.html"} <= {
        *pages
    }


def test_the_numbers_stand_nowhere(out: Path):
    """In no file of any kind, as anybody could search them; the theme's own scripts are no figures."""
    files = {path: content for path, content in read_folder(out).items() if "assets/javascripts" not in path}
    assert len(files) > 300
    assert [path for path, content in files.items() if SECRET.search(content)] == []


def test_the_audit_passes_and_finds_one_leak(out: Path):
    """A hidden figure written into one rendered page stops it with the code of protection, and is not repeated."""
    assert run("audit", out).returncode == 0
    page = out / "site" / "indikatorer" / "plats-pa-boende" / "index.html"
    whole = page.read_text(encoding="utf-8")
    broken = whole.replace('<div class="page page-indicator">', '<div class="page page-indicator"><p>Piteå: 77,7 dagar.</p>')
    assert broken != whole
    page.write_text(broken, encoding="utf-8")
    done = run("audit", out)
    page.write_text(whole, encoding="utf-8")
    assert done.returncode == 13
    where = f"indikatorer/plats-pa-boende/index.html tells of a hidden figure: kommunal, area 0301, period {NEWEST}, total (line)"
    assert where in done.stderr
    assert "77,7" not in done.stderr
