"""`build-site audit` and the build: what leaks stops with 13 and is named together with everything else that is wrong."""

import shutil
from pathlib import Path

import orjson
import pytest

from build_site.audit.folder import MOST_SHOWN, finished, report
from build_site.build import audit, make_files, record_release
from build_site.cli import main
from build_site.errors import BuildError, ProtectionError
from build_site.publish.write import write_files
from tests.conftest import PROJECT, RELEASE

COUNTED = PROJECT / "tests" / "golden" / "cases" / "counts_and_limits" / "data"
FILE = "docs/api/v1/indicators/fall.json"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a build with counts, that stopped at docs/; to be copied."""
    out = tmp_path_factory.mktemp("built")
    write_files(out / "docs", make_files(COUNTED, release=RELEASE, store=out / ".charts", jobs=1))
    return out


@pytest.fixture
def out(built: Path, tmp_path: Path) -> Path:
    """Return a copy to spoil."""
    return Path(shutil.copytree(built, tmp_path / "out"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the data it was built from."""
    return Path(shutil.copytree(COUNTED, tmp_path / "data"))


def spoil(out: Path, **numbers: object) -> str:
    """Change the first row with counts, and return its place."""
    path = out / FILE
    content = orjson.loads(path.read_bytes())
    row = next(row for row in content["observations"] if row["denominator"])
    row |= numbers
    path.write_bytes(orjson.dumps(content))
    return f"fall: {row['area']}, {row['period']}, {row['sex']}: "


def said_of(out: Path, *earlier: Path) -> str:
    """Return what the audit says of a spoilt folder; other checks may find the same cell elsewhere in it."""
    with pytest.raises(ProtectionError) as caught:
        audit(out, earlier)
    return str(caught.value)


def test_a_sound_folder_with_counts_passes(out: Path):
    """So what is found below was planted."""
    assert audit(out) > 20
    assert main(["audit", str(out), "--quiet"]) == 0


def test_a_leak_stops_with_13_and_names_the_cell(out: Path, capsys: pytest.CaptureFixture[str]):
    """Never the value."""
    place = spoil(out, numerator=3, denominator=4321)
    assert main(["audit", str(out)]) == 13
    said = capsys.readouterr().err
    assert f"{place}shows a numerator that is about few people" in said
    assert "4321" not in said


def test_leaks_and_other_faults_are_named_together(out: Path, capsys: pytest.CaptureFixture[str]):
    """13 wins: a leak is worse than a broken link."""
    place = spoil(out, status="suppressed")
    (out / "docs" / "x.html").write_text('<a href="nowhere/">', encoding="utf-8")
    assert main(["audit", str(out)]) == 13
    said = capsys.readouterr().err
    assert f"{place}says that it is hidden and still has a number" in said
    assert "nowhere/" in said


def test_other_faults_alone_stop_with_14(out: Path):
    """As before."""
    (out / "docs" / "x.html").write_text('<a href="nowhere/">', encoding="utf-8")
    assert main(["audit", str(out), "--quiet"]) == 14


@pytest.mark.parametrize("inner", ["", "docs"])
def test_an_earlier_release_is_an_out_folder_or_what_is_in_it(out: Path, tmp_path: Path, inner: str):
    """Either way what it showed is known."""
    before = Path(shutil.copytree(out, tmp_path / "before"))
    assert audit(out, [before / inner]) > 20
    place = spoil(out, status="suppressed", value=None, lower=None, upper=None, numerator=None, denominator=None)
    assert f"{place}is hidden, but an earlier release shows it" in said_of(out, before / inner)


def test_an_earlier_release_may_be_a_ledger(out: Path, data: Path):
    """What was recorded is known; and what somebody accepts in the ledger is passed."""
    shutil.copytree(out / "docs", out / "site")
    addresses, cells = record_release(data, out)
    assert addresses > 20
    assert cells > 20
    assert record_release(data, out) == (0, 0)
    shutil.rmtree(out / "site")
    assert audit(out, [data]) > 20
    place = spoil(out, status="suppressed", value=None, lower=None, upper=None, numerator=None, denominator=None)
    assert "an earlier release shows it" in said_of(out, data)
    accepted = f"{place.replace(': ', ',', 1).replace(', ', ',').removesuffix(': ')},Redan utlämnad,2026-03-01\n"
    (data / "published" / "accepted.csv").write_text("indicator,area,period,sex,reason,date\n" + accepted, encoding="utf-8")
    assert "an earlier release shows it" not in said_of(out, data)


def test_a_data_folder_without_a_ledger_is_no_release(out: Path, data: Path):
    """Before the first release there is nothing to hold the site against."""
    assert audit(out, [data]) > 20


def test_the_recorded_ledger_stays_in_order(out: Path, data: Path, monkeypatch: pytest.MonkeyPatch):
    """A clock that goes back does not make a ledger that can't be read."""
    shutil.copytree(out / "docs", out / "site")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769860800")
    record_release(data, out)
    ledger = data / "published" / "cells.csv"
    kept = ledger.read_text(encoding="utf-8").splitlines(keepends=True)
    ledger.write_text("".join(kept[:2]), encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert record_release(data, out)[1] == len(kept) - 2
    assert {line.partition(",")[0] for line in ledger.read_text(encoding="utf-8").splitlines()[1:]} == {"2026-01-31"}


def test_the_build_holds_itself_against_the_ledger(data: Path, tmp_path: Path):
    """Before anything is written: a cell that was shown last year and is hidden today."""
    values = data / "indicators" / "fall" / "values.csv"
    lines = values.read_text(encoding="utf-8").splitlines()
    row = next(line.split(",") for line in lines[1:] if line.split(",")[7])
    published = data / "published"
    published.mkdir()
    (published / "cells.csv").write_text(
        "released,indicator,area,period,sex,numerator,denominator\n" + f"2025-01-31,fall,{','.join(row[:3])},{row[6]},{row[7]}\n",
        encoding="utf-8",
    )
    assert make_files(data, release=RELEASE, store=tmp_path, jobs=1)
    gone = [*row[:3], "", "", "", "", "", "suppressed", row[9]]
    values.write_text("\n".join([*(",".join(gone) if line.split(",") == row else line for line in lines), ""]), encoding="utf-8")
    with pytest.raises(ProtectionError, match="is hidden, but an earlier release shows it"):
        make_files(data, release=RELEASE, store=tmp_path, jobs=1)


def test_where_finished_files_lie(tmp_path: Path):
    """The site, or else the docs, or else the folder itself."""
    assert finished(tmp_path) == tmp_path
    (tmp_path / "docs").mkdir()
    assert finished(tmp_path) == tmp_path / "docs"
    (tmp_path / "site").mkdir()
    assert finished(tmp_path) == tmp_path / "site"


def test_both_lists_are_cut_and_counted():
    """Each by itself, so that one can't hide the other."""
    many = [f"fault {number}" for number in range(MOST_SHOWN + 3)]
    with pytest.raises(ProtectionError) as caught:
        report(many, ["a leak", *many])
    said = str(caught.value)
    assert said.startswith(f"the finished site tells of few people in {MOST_SHOWN + 4} places\n  - a leak\n")
    assert "and 4 more" in said
    assert f"the finished site has {MOST_SHOWN + 3} faults" in said
    assert "and 3 more" in said
    with pytest.raises(BuildError, match="has 1 fault\n"):
        report(["x"])
    with pytest.raises(ProtectionError, match="in 1 place\n"):
        report([], ["x"])
