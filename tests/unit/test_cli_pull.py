"""`build-site pull` as a person types it: exit codes, what is printed where, and that data/ is as it was after a refusal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from build_site.cli import PullProgress, main
from tests.pulled import contents, write_data
from tests.servers.kolada import KoladaServer, Series


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder where one measure has figures and one waits for them."""
    return write_data(tmp_path / "data", stored=[Series("U70495")], waiting=["N79189"])


def run(data: Path, server: KoladaServer, *more: str) -> int:
    return main(["pull", "kolada", "--data", str(data), "--base-url", f"kolada={server.url}", *more])


def test_the_promised_line_works(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Of three measures the two named are fetched, byte by byte as a person would type it."""
    (data / "indicators" / "N00001").mkdir()
    yml = (data / "indicators" / "N79189" / "indicator.yml").read_text(encoding="utf-8")
    (data / "indicators" / "N00001" / "indicator.yml").write_text(yml.replace("N79189", "N00001"), encoding="utf-8")
    with KoladaServer([Series("U70495"), Series("N79189"), Series("N00001")]) as server:
        assert run(data, server, "--only", "U70495,N79189", "--summary", str(tmp_path / "new" / "summary.md")) == 0
    printed = capsys.readouterr()
    assert (data / "indicators" / "N79189" / "values.csv").is_file()
    assert not (data / "indicators" / "N00001" / "values.csv").exists()
    assert "## New (1)" in printed.out
    assert (tmp_path / "new" / "summary.md").read_text(encoding="utf-8") == printed.out
    lines = printed.err.splitlines()
    assert len(lines) == 1  # a line for each group
    assert re.fullmatch(r"  kolada: what N79189 and 1 more are \(group 1 of 1, [0-9.]+ s\)", lines[0])


def test_a_summary_that_cannot_be_written_is_said_and_nothing_is_lost(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "taken").write_text("a file, not a folder")
    with KoladaServer([Series("U70495"), Series("N79189")]) as server:
        assert run(data, server, "--summary", str(tmp_path / "taken" / "summary.md")) == 14
    printed = capsys.readouterr()
    assert "## New (" in printed.out
    assert "can't be written to (File exists); the figures are saved all the same" in printed.err


def test_quiet_prints_nothing(data: Path, capsys: pytest.CaptureFixture[str]):
    with KoladaServer([Series("U70495"), Series("N79189")]) as server:
        assert run(data, server, "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_a_refusal_is_exit_12_one_message_and_an_untouched_folder(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before = contents(data)
    with KoladaServer([Series("U70495", areas=("0000", "0001")), Series("N79189")]) as server:
        assert run(data, server, "--summary", str(tmp_path / "summary.md"), "--quiet") == 12
    printed = capsys.readouterr()
    assert (contents(data), printed.out) == (before, "")
    assert printed.err.startswith("1 refusal: nothing is saved, data/ is as it was\n  - kolada: U70495: has lost every figure")
    assert "Traceback" not in printed.err
    assert not (tmp_path / "summary.md").exists()


def test_keep_going_saves_the_rest_and_says_what_was_refused(data: Path, capsys: pytest.CaptureFixture[str]):
    with KoladaServer([Series("U70495", areas=("0000", "0001")), Series("N79189")]) as server:
        assert run(data, server, "--keep-going") == 0
    assert "## Refused: left as it stood (1)" in capsys.readouterr().out


def test_nobody_at_home_is_exit_12(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from build_site import refresh  # noqa: PLC0415
    from build_site.pull.limits import Limits  # noqa: PLC0415

    monkeypatch.setattr(refresh, "USUAL", Limits(attempts=2, first_wait=0.001))
    with KoladaServer([]) as server:
        pass
    before = contents(data)
    assert run(data, server, "--quiet") == 12
    assert contents(data) == before
    assert "kolada" in capsys.readouterr().err


def test_a_dry_run_says_what_it_would_ask_and_asks_nothing(data: Path, capsys: pytest.CaptureFixture[str]):
    before = contents(data)
    with KoladaServer([Series("U70495")]) as server:
        assert run(data, server, "--dry-run") == 0
        assert server.asked == []
        assert f"  GET {server.url}/kpi/N79189,U70495?per_page=5000\n" in capsys.readouterr().out
    assert contents(data) == before


def test_broken_data_is_exit_11(data: Path, capsys: pytest.CaptureFixture[str]):
    (data / "areas" / "areas.csv").unlink()
    assert main(["pull", "--data", str(data), "--dry-run"]) == 11
    assert "areas/areas.csv" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["kolada", "=http://x", "kolada="])
def test_an_address_without_its_source_is_refused(given: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(["pull", "--base-url", given])
    assert caught.value.code == 2
    assert "write for example kolada=https://api.kolada.se/v3" in capsys.readouterr().err


def test_a_process_of_its_own_says_the_same(data: Path):
    """As in a workflow: `python -m build_site pull`, answers kept where --cache says."""
    with KoladaServer([Series("U70495"), Series("N79189")]) as server:
        command = [sys.executable, "-m", "build_site", "pull", "--data", str(data), "--base-url", f"kolada={server.url}"]
        done = subprocess.run([*command, "--cache", str(data.parent / "kept")], capture_output=True, text=True, check=False)
    assert (done.returncode, (data.parent / "kept").is_dir()) == (0, True)
    assert not (data.parent / ".cache").exists()
    assert done.stdout.startswith("# Data refresh 20")


def test_answers_are_kept_beside_the_data_and_not_in_it(data: Path):
    with KoladaServer([Series("U70495"), Series("N79189")]) as server:
        run(data, server, "--quiet")
    assert (data.parent / ".cache" / "pull").is_dir()
    assert {path.name for path in data.iterdir()} == {"areas", "indicators", "published", "registers", "sources"}
    assert not [path for path in (data.parent / ".cache" / "pull").iterdir() if path.name.startswith("haul-")]


# How far it has come


class Terminal:
    """A screen that remembers."""

    def __init__(self) -> None:
        self.shown = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.shown += text
        return len(text)

    def flush(self) -> None:
        """Everything is shown already."""


def test_on_a_terminal_there_is_a_bar_with_what_how_far_and_how_long(monkeypatch: pytest.MonkeyPatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with PullProgress(quiet=False) as progress:
        progress.watch("kolada", "U70495, 2002-2026", 1, 4)
        progress.watch("scb", "the limits", 0, 1)
        assert progress.bar is not None
        assert (progress.bar.n, progress.bar.total) == (1, 5)
    assert "kolada: U70495, 2002-2026" in screen.shown
    assert "scb: the limits" in screen.shown
    assert "/5" in screen.shown


def test_elsewhere_there_is_a_line_for_each_group(capsys: pytest.CaptureFixture[str]):
    with PullProgress(quiet=False) as progress:
        for done, page in [(0, 1), (0, 2), (1, 1), (1, 2)]:
            progress.watch("kolada", f"page {page}", done, 2)
    assert [line.partition(" (")[0] for line in capsys.readouterr().err.splitlines()] == ["  kolada: page 1"] * 2
