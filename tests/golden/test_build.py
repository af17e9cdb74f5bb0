"""The build as a whole: the same bytes every time, nothing done twice, and never half a site."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from build_site import build as builder
from build_site.audit.folder import read_folder
from build_site.build import build, make_files
from build_site.draw import render
from build_site.errors import BuildError, DataError
from build_site.publish.write import replace_folder, write_files
from tests.conftest import PROJECT, RELEASE

YEARS = range(2015, 2025)


@pytest.fixture
def data(small_data: Path) -> Path:
    """Return the tiny data with seven regions and a measure for all of them, so that charts are drawn."""
    areas = small_data / "areas" / "areas.csv"
    extra = [f"0{number},Region {number},region,00,Region {number},100" for number in (3, 4, 5, 6, 7)]
    areas.write_text(areas.read_text(encoding="utf-8") + "\n".join([*extra, ""]), encoding="utf-8")
    values = small_data / "indicators" / "U10001" / "values.csv"
    rows = [f"0{number},{year},total,{60 + number}.{year % 10},,,,,ok,final" for number in (3, 4, 5, 6, 7) for year in YEARS]
    values.write_text(values.read_text(encoding="utf-8") + "\n".join([*rows, ""]), encoding="utf-8")
    return small_data


@pytest.fixture(autouse=True)
def _same_release(monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone may commit while the tests run; the release is pinned."""
    monkeypatch.setattr(builder, "find_release", lambda: RELEASE)


def change(data: Path) -> None:
    """Correct one figure."""
    path = data / "indicators" / "U10001" / "values.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024,total,77.5,", "2024,total,77.6,"), encoding="utf-8")


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each file was written, and which file it is on the disk."""
    found = {path.as_posix(): path.stat() for path in sorted(folder.rglob("*"))}
    assert found
    return {path: (stat.st_mtime_ns, stat.st_ino) for path, stat in found.items()}


def no_renderer(*_: object) -> None:
    pytest.fail("a chart was drawn although nothing had changed")


def test_two_builds_are_equal_to_the_byte(data: Path, tmp_path: Path):
    """Into two folders, with one process and with two, charts included."""
    first = make_files(data, release=RELEASE, store=tmp_path / "one", jobs=1)
    second = make_files(data, release=RELEASE, store=tmp_path / "two", jobs=2)
    assert list(first) == list(second)
    assert [path for path, content in first.items() if content != second[path]] == []
    assert sum(path.endswith(".svg") and path.startswith("diagram/") for path in first) >= 2


@pytest.mark.slow
def test_builds_of_separate_runs_are_equal_to_the_byte(data: Path, tmp_path: Path):
    """Another hash seed, another folder, another time zone and language, and data that lies elsewhere: the same site."""
    shutil.copytree(data, tmp_path / "elsewhere" / "data")
    runs = [
        (data, tmp_path / "one", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}),
        (tmp_path / "elsewhere" / "data", tmp_path / "two", {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}),
    ]
    for source, out, own in runs:
        command = [sys.executable, "-m", "build_site", "build", "--no-render", "--quiet", "--jobs", "1"]
        environment = os.environ | own | {"SOURCE_DATE_EPOCH": "1769860800", "PATH": "/nowhere"}  # no git: no commit
        subprocess.run([*command, "--data", str(source), "--out", str(out)], cwd=PROJECT, env=environment, check=True)
    one, two = (read_folder(out / "docs") for _, out, _ in runs)
    assert len(one) > 50
    assert sorted(one) == sorted(two)
    assert [path for path, content in one.items() if content != two[path]] == []


def test_a_second_build_touches_nothing_and_draws_nothing(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Unchanged data leaves the finished folder as it stands, to the very files on the disk."""
    out = tmp_path / "out"
    first = build(data, out, jobs=1, render=False)
    before = states(out)
    monkeypatch.setattr(render, "_render", no_renderer)
    second = build(data, out, jobs=1, render=False)
    assert before == states(out)
    assert (first.rendered, second.rendered) == (True, False)
    assert (first.files, first.size) == (second.files, second.size)


def test_one_changed_figure_is_built_and_the_rest_stays_equal(data: Path, tmp_path: Path):
    """A correction in one cell reaches its files, and only files that tell of it."""
    out = tmp_path / "out"
    build(data, out, jobs=1, render=False)
    before = read_folder(out / "docs")
    change(data)
    assert build(data, out, jobs=1, render=False).rendered
    after = read_folder(out / "docs")
    changed = {path for path, content in after.items() if before[path] != content}
    assert before.keys() == after.keys()
    assert {"api/v1/indicators/U10001.json", "api/v1/indicators/U10001.csv", "api/v1/areas/01.json"} <= changed
    assert not changed & {"api/v1/indicators/vantan.json", "api/v1/areas/2180.json", "api/v1/registers.json"}


def test_a_spoilt_or_deleted_folder_is_made_anew(data: Path, tmp_path: Path):
    """What stands in out/ is only trusted if it is what was left there."""
    out = tmp_path / "out"
    build(data, out, jobs=1, render=False)
    whole = read_folder(out / "docs")
    (out / "docs" / "api" / "v1" / "index.json").unlink()
    assert build(data, out, jobs=1, render=False).rendered
    shutil.rmtree(out / "docs")
    assert build(data, out, jobs=1, render=False).rendered
    assert whole == read_folder(out / "docs")


def test_bad_data_leaves_the_old_site(data: Path, tmp_path: Path):
    """Nothing written, nothing lost."""
    out = tmp_path / "out"
    build(data, out, jobs=1, render=False)
    before = states(out)
    (data / "indicators" / "U10001" / "values.csv").write_text("area\n", encoding="utf-8")
    with pytest.raises(DataError):
        build(data, out, jobs=1, render=False)
    assert before == states(out)


@pytest.mark.parametrize("stage", ["validate", "compare", "draw", "endpoints", "pages", "audit", "write"])
def test_a_build_that_stops_leaves_the_old_site(data: Path, tmp_path: Path, stage: str):
    """Wherever it stops: the old folder stands whole, and the next build is as good as any."""
    out = tmp_path / "out"
    build(data, out, jobs=1, render=False)
    before = states(out / "docs")
    change(data)

    @contextmanager
    def stop(name: str) -> Iterator[None]:
        if name == stage:
            raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        build(data, out, jobs=1, render=False, watch=stop)
    assert before == states(out / "docs")
    assert build(data, out, jobs=1, render=False).rendered
    assert b"77.6" in (out / "docs" / "api" / "v1" / "indicators" / "U10001.csv").read_bytes()


def test_an_interrupted_swap_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The old folder has stepped aside, the new one does not come: the old one steps back."""
    write_files(tmp_path / "new", {"a.txt": b"new"})
    write_files(tmp_path / "old", {"a.txt": b"old"})
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(KeyboardInterrupt):
        replace_folder(tmp_path / "new", tmp_path / "old")
    assert read_folder(tmp_path / "old") == {"a.txt": b"old"}
    assert read_folder(tmp_path / "new") == {"a.txt": b"new"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_a_swap_leaves_nothing_behind(tmp_path: Path):
    """The new folder has the old one's place; what an earlier interruption left aside is gone."""
    write_files(tmp_path / "new", {"a.txt": b"new"})
    write_files(tmp_path / "old", {"b.txt": b"old"})
    write_files(tmp_path / ".old-before", {"c.txt": b"older"})
    replace_folder(tmp_path / "new", tmp_path / "old")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert read_folder(tmp_path / "old") == {"a.txt": b"new"}


def test_a_first_build_has_nothing_to_put_aside(tmp_path: Path):
    """The folder need not exist."""
    write_files(tmp_path / "new", {"a.txt": b"new"})
    replace_folder(tmp_path / "new", tmp_path / "old")
    assert read_folder(tmp_path / "old") == {"a.txt": b"new"}


@pytest.mark.parametrize("path", ["../out.txt", "a/../../out.txt", "/out.txt"])
def test_nothing_is_written_outside(tmp_path: Path, path: str):
    """A path that leads out is refused before a byte is written."""
    with pytest.raises(BuildError, match="leads out of the site"):
        write_files(tmp_path / "site", {path: b"x"})
    assert not list(tmp_path.glob("out.txt"))


def test_recorded_addresses_must_still_exist(data: Path, tmp_path: Path):
    """A page that was released can't vanish because a title was changed; `slug` keeps its address."""
    published = data / "published"
    published.mkdir()
    address = "indikatorer/starroperation-inom-90-dagar/"
    (published / "addresses.csv").write_text(f"address,first_released\n{address},2026-01-31\n", encoding="utf-8")
    assert f"{address}index.md" in make_files(data, release=RELEASE, store=tmp_path, jobs=1)
    meta = data / "indicators" / "U10001" / "indicator.yml"
    renamed = meta.read_text(encoding="utf-8").replace("Starroperation inom 90 dagar", "Operation av starr")
    meta.write_text(renamed, encoding="utf-8")
    with pytest.raises(BuildError, match="was released and is gone"):
        make_files(data, release=RELEASE, store=tmp_path, jobs=1)
    meta.write_text(f"slug: starroperation-inom-90-dagar\n{renamed}", encoding="utf-8")
    assert f"{address}index.md" in make_files(data, release=RELEASE, store=tmp_path, jobs=1)


@pytest.mark.slow
def test_what_is_recorded_can_be_built_again(data: Path, tmp_path: Path):
    """Record what a finished site shows; the very next build of the same data must pass."""
    out = tmp_path / "out"
    build(data, out, jobs=1)
    addresses, _ = builder.record_release(data, out)
    assert addresses > 20
    build(data, out, jobs=1, render=False)
