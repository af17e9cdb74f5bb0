"""The command line: exit codes, what is printed where, and that what stood before still stands when something goes wrong.

MkDocs is replaced by a few lines here; that it renders the real pages is the business of the golden and browser tests.
"""

import datetime as dt
import http.client
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from build_site import build as building
from build_site.cli import Progress, SiteHandler, main
from build_site.errors import BuildError, DataError, Fault, ProtectionError, SourceError
from build_site.model.edition import Release
from build_site.validate import folder as reading

PROJECT = Path(__file__).resolve().parents[2]
LEDGER = "published/addresses.csv"
RELEASE = Release(dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC), None, "https://example.org/", "https://example.org/repo")
real_mkdocs = building.run_mkdocs


LINK = re.compile(r"""\s(?:href|src|srcset|action)="[^"]*\"""")


def fake_mkdocs(work: Path, _release: Release) -> None:
    """Copy docs/ to site/ with a page for each Markdown file: what stands in it, without its links."""
    shutil.rmtree(work / "site", ignore_errors=True)
    shutil.copytree(work / "docs", work / "site")
    for page in (work / "site").rglob("*.md"):
        text = LINK.sub("", page.read_text(encoding="utf-8").rpartition("\n---\n")[2])
        page.with_suffix(".html").write_text(f"<!doctype html><title>x</title>{text}", encoding="utf-8")
        page.unlink()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "run_mkdocs", fake_mkdocs)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769860800")


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with good data and the finished site that was built from it, to be copied."""
    folder = tmp_path_factory.mktemp("ready")
    shutil.copytree(PROJECT / "tests/golden/cases/two_regions/data", folder / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "run_mkdocs", fake_mkdocs)
        patch.setenv("SOURCE_DATE_EPOCH", "1769860800")
        building.build(folder / "data", folder / "out", jobs=1)
    return folder


@pytest.fixture
def folder(ready: Path, tmp_path: Path) -> Path:
    """Return a copy of the finished folder, under a name with a space."""
    return Path(shutil.copytree(ready, tmp_path / "mitt bygge"))


def run(command: str, folder: Path, *more: str) -> int:
    return main([command, "--data", str(folder / "data"), "--out", str(folder / "out"), *more])


def contents(out: Path) -> dict[str, bytes]:
    """Return every file of docs/ and site/ byte for byte."""
    found = {
        path.relative_to(out).as_posix(): path.read_bytes()
        for name in ("docs", "site")
        for path in sorted((out / name).rglob("*"))
        if path.is_file()
    }
    assert {path.partition("/")[0] for path in found} == {"docs", "site"}
    return found


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def change_figure(folder: Path) -> None:
    """Make the data good in another way, so that a build has something to do."""
    change(folder / "data/indicators/vantan/values.csv", "21,2024,total,20.0", "21,2024,total,20.5")


def ledger(folder: Path, text: str) -> Path:
    path = folder / "data" / LEDGER
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_build_says_what_it_built_and_returns_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_figure(folder)
    before = contents(folder / "out")
    assert run("build", folder, "--jobs", "1") == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(f"{folder}/out/site: ")
    assert ", built, " in printed.out
    assert [line.split()[0] for line in printed.err.splitlines()] == [
        *("validate", "protect", "compare", "draw", "endpoints", "pages", "search", "audit", "write", "mkdocs", "audit"),
    ]
    assert set(before) == set(contents(folder / "out"))
    assert before != contents(folder / "out")


def test_build_of_unchanged_data_leaves_the_site_as_it_stood(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = folder / "out/site"
    before = site.stat().st_ino
    assert run("build", folder, "--jobs", "1") == 0
    assert "unchanged, left as it stood" in capsys.readouterr().out
    assert before == site.stat().st_ino


def test_no_render_writes_docs_and_no_site(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder / "out")
    assert run("build", folder, "--no-render", "--jobs", "1") == 0
    assert (folder / "out/docs/index.md").is_file()
    assert json.loads((folder / "out/docs/api/v1/index.json").read_bytes())["version"] == "v1"
    assert not (folder / "out/site").exists()
    assert not (folder / "out/.next").exists()
    assert f"{folder}/out/docs: " in capsys.readouterr().out


def test_no_render_leaves_the_site_alone(folder: Path) -> None:
    change_figure(folder)
    before = {path: content for path, content in contents(folder / "out").items() if path.startswith("site/")}
    assert run("build", folder, "--no-render", "--quiet", "--jobs", "1") == 0
    assert before == {path: content for path, content in contents(folder / "out").items() if path.startswith("site/")}


def test_faulty_data_returns_11_and_leaves_everything(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One error on stderr, without a traceback and without the value; docs and site byte for byte as before."""
    before = contents(folder / "out")
    change(folder / "data/indicators/vantan/values.csv", "50.0", "98765,4")
    assert run("build", folder, "--jobs", "1") == 11
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "data/indicators/vantan/values.csv: " in printed.err
    assert "line 6: " in printed.err
    assert "Traceback" not in printed.err
    assert "98765" not in printed.err
    assert before == contents(folder / "out")


def test_failing_renderer_returns_14_and_leaves_everything(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_work: Path, _release: Release) -> None:
        raise BuildError("MkDocs could not render the pages\nWARNING - x")

    monkeypatch.setattr(building, "run_mkdocs", fail)
    change_figure(folder)
    before = contents(folder / "out")
    assert run("build", folder, "--quiet", "--jobs", "1") == 14
    assert capsys.readouterr().err == "MkDocs could not render the pages\nWARNING - x\n"
    assert before == contents(folder / "out")


def test_broken_link_on_a_rendered_page_returns_14_and_leaves_everything(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(work: Path, release: Release) -> None:
        fake_mkdocs(work, release)
        (work / "site/index.html").write_text('<a href="ingenstans/">x</a>', encoding="utf-8")

    monkeypatch.setattr(building, "run_mkdocs", render)
    change_figure(folder)
    before = contents(folder / "out")
    assert run("build", folder, "--quiet", "--jobs", "1") == 14
    assert "leads to ingenstans/, which does not exist" in capsys.readouterr().err
    assert before == contents(folder / "out")


@pytest.mark.parametrize("stage", ["read_data", "protect", "compare_all", "draw_all", "write_files", "run_mkdocs", "check_links"])
def test_interrupt_in_any_stage_leaves_everything(
    folder: Path, stage: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    change_figure(folder)
    before = contents(folder / "out")
    with monkeypatch.context() as patch:
        patch.setattr(building, stage, interrupt)
        assert run("build", folder, "--quiet", "--jobs", "1") == 130
    assert capsys.readouterr().err == "interrupted; what stood before still stands\n"
    assert before == contents(folder / "out")
    assert run("build", folder, "--quiet", "--jobs", "1") == 0
    assert before != contents(folder / "out")


def test_interrupt_while_the_site_is_put_in_place_puts_the_old_one_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change_figure(folder)
    before = contents(folder / "out")
    rename = Path.rename

    def interrupt(self: Path, target: Path) -> Path:
        if self.parent.name == ".next" and self.name == "site":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupt)
    assert run("build", folder, "--quiet", "--jobs", "1") == 130
    after = contents(folder / "out")
    site = {path: content for path, content in before.items() if path.startswith("site/")}
    assert site == {path: content for path, content in after.items() if path.startswith("site/")}


def test_released_address_that_vanishes_stops_the_build_by_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger(folder, "address,first_released\na-o/,2026-01-01\nindikatorer/borta/,2026-01-01\n")
    before = contents(folder / "out")
    assert run("build", folder, "--jobs", "1") == 14
    error = capsys.readouterr().err
    assert "indikatorer/borta/ was released and is gone" in error
    assert "a-o/ was released" not in error
    assert before == contents(folder / "out")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DataError([Fault("x", None, "y")]), 11),
        (SourceError("x"), 12),
        (ProtectionError("x"), 13),
        (BuildError("x"), 14),
        (KeyboardInterrupt(), 130),
    ],
)
def test_each_kind_of_error_has_its_exit_code(
    folder: Path, error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_data: Path) -> None:
        raise error

    monkeypatch.setattr(reading, "read_data", fail)
    assert code == main(["check", "--data", str(folder / "data")])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err


def test_mistake_in_the_code_keeps_its_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: Path) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "read_data", fail)
    with pytest.raises(ZeroDivisionError):
        main(["check", "--data", str(folder / "data")])


def test_check_prints_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(folder / "data")]) == 0
    printed = capsys.readouterr()
    assert f"{folder}/data: no faults in 2 indicators with 37 rows\n" == printed.out
    assert printed.err == ""


def test_check_names_every_fault_and_returns_11(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder / "data/registers/starr.yml", "holder", "hodler")
    change(folder / "data/devices/21/fees.csv", "fee-1,120606", "fee-1,999999")
    assert main(["check", "--data", str(folder / "data"), "--quiet"]) == 11
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[:3] == [
        "3 problems in the data",
        "data/devices/21/fees.csv: 1 problem",
        "  - line 2: iso '999999' is not in devices/categories.csv",
    ]


def test_check_of_a_folder_that_is_not_there_returns_11(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--data", str(tmp_path / "nowhere")]) == 11
    assert "is not a folder; name the data folder with --data" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "check", "audit", "record"])
def test_quiet_prints_nothing_when_all_is_well(folder: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    change_figure(folder)
    data, out = ["--data", str(folder / "data")], ["--out", str(folder / "out")]
    options = {"build": [*data, *out, "--jobs", "1"], "check": data, "audit": [str(folder / "out")], "record": [*data, *out]}
    assert main([command, *options[command], "--quiet"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["build", "--jobs", "0"], "argument --jobs: must be 1 or more"),
        (["build", "--jobs", "-1"], "argument --jobs: must be 1 or more"),
        (["build", "--jobs", "many"], "argument --jobs: invalid"),
        (["build", "--nonsense"], "unrecognized arguments: --nonsense"),
        (["bild"], "invalid choice: 'bild'"),
        ([], "required: COMMAND"),
    ],
)
def test_wrong_arguments_are_refused(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    """Help within the blink of an eye: pandas alone takes a second."""
    program = (
        "import sys\nfrom build_site.cli import main\n"
        "try:\n    main(['build', '--help'])\nexcept SystemExit as stop:\n    assert stop.code == 0\n"
        "print(sorted({'pandas', 'numpy', 'altair', 'pydantic', 'jinja2', 'mkdocs', 'httpx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "--no-render" in done.stdout


def test_module_can_be_run_and_hands_its_exit_code_on(folder: Path) -> None:
    (folder / "data/registers/starr.yml").unlink()
    command = [sys.executable, "-m", "build_site", "check", "--data", str(folder / "data")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 11
    assert "register 'starr' does not exist; add registers/starr.yml" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("name", ["med mellanslag", "a #b", "a: b"])
def test_mkdocs_is_told_the_whole_path(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The configuration is YAML: a space in a folder's name is only a space, and ` #` should not begin a comment."""
    work = tmp_path / name
    work.mkdir()
    commands: list[list[str]] = []

    def note(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", note)
    real_mkdocs(work, RELEASE)
    written = yaml.safe_load((work / "mkdocs.yml").read_text(encoding="utf-8"))
    assert (str(work / "docs"), str(work / "site")) == (written["docs_dir"], written["site_dir"])
    assert [["build", "--strict", "--config-file", str(work / "mkdocs.yml")]] == [command[-4:] for command in commands]


def test_a_build_asks_once_what_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages, frame and stamp say one commit and one time, also when somebody commits while the site is built."""
    asked: list[int] = []

    def release() -> Release:
        asked.append(1)
        return RELEASE

    monkeypatch.setattr(building, "find_release", release)
    building.build(folder / "data", folder / "out", jobs=1)
    assert asked == [1]


def test_on_a_terminal_an_error_begins_on_a_line_of_its_own(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    progress = Progress(quiet=False)
    with pytest.raises(BuildError), progress.stage("draw"):
        raise BuildError("x")
    assert capsys.readouterr().err.endswith("\n")


# --- audit


def test_audit_of_a_good_site_counts_its_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(folder / "out")]) == 0
    files = sum(path.is_file() for path in (folder / "out/site").rglob("*"))
    assert f"{folder}/out: no faults in {files} files\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        ('<a href="../borta/">x</a>', "leads to ../borta/, which does not exist"),
        ("<a href=../../borta/>x</a>", "leads out of the site: ../../borta/"),
        ('<a href="#ingen">x</a>', "leads to #ingen, but there is no such place on that page"),
        ('<img src="https://evil.example/x.png">', "loads https://evil.example/x.png from another host"),
        ('<a href="javascript:alert(1)">x</a>', "has the address javascript:alert(1)"),
    ],
)
def test_audit_finds_a_planted_link(folder: Path, html: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    page = folder / "out/site/a-o/index.html"
    page.write_text(page.read_text(encoding="utf-8") + html, encoding="utf-8")
    assert main(["audit", str(folder / "out")]) == 14
    error = capsys.readouterr().err
    assert "  - a-o/index.html" in error
    assert sentence in error


def test_audit_finds_a_planted_fault_against_the_schema(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "out/site/api/v1/indicators/vantan.json"
    payload = json.loads(path.read_bytes())
    payload["better"] = "sideways"
    path.write_text(json.dumps(payload), encoding="utf-8")
    (folder / "out/site/api/v1/secret.json").write_text("{}", encoding="utf-8")
    assert main(["audit", str(folder / "out")]) == 14
    error = capsys.readouterr().err
    assert "api/v1/indicators/vantan.json: better does not follow its schema" in error
    assert "api/v1/secret.json is not named in openapi.json" in error
    assert "sideways" not in error


def test_audit_finds_that_an_address_of_an_earlier_release_is_gone(
    folder: Path, ready: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder / "out/site/a-o")
    assert main(["audit", str(folder / "out"), "--earlier", str(ready / "out/site")]) == 14
    assert "a-o/ was released and is gone" in capsys.readouterr().err


def test_audit_of_nothing_returns_14(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path)]) == 14
    assert "has neither site/ nor docs/; build first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("file", "content"),
    [("api/v1/areas.json", b'{"areas": ['), ("api/v1/openapi.json", b"{"), ("a-o/index.html", b"\xff")],
)
def test_audit_names_a_file_that_can_not_be_read(
    folder: Path, file: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Something is hidden on this site, and nobody knows whether the broken file tells it: 13."""
    (folder / "out/site" / file).write_bytes(content)
    assert main(["audit", str(folder / "out")]) == 13
    assert file in capsys.readouterr().err


def test_audit_against_a_release_that_is_not_there_fails(folder: Path) -> None:
    assert main(["audit", str(folder / "out"), "--earlier", str(folder / "nowhere")]) == 14


# --- record


def test_record_adds_each_address_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("record", folder) == 0
    first = (folder / "data" / LEDGER).read_bytes()
    lines = first.decode().splitlines()
    assert lines[0] == "address,first_released"
    assert "a-o/,2026-01-31" in lines
    assert "api/v1/indicators/vantan.json,2026-01-31" in lines
    assert len(lines) == len(set(lines))
    cells = (folder / "data" / "published/cells.csv").read_text(encoding="utf-8").splitlines()
    assert cells[0] == "released,indicator,area,period,sex,numerator,denominator"
    assert [
        f"{folder}/data/{LEDGER}: {len(lines) - 1} new addresses",
        f"{folder}/data/published/cells.csv: {len(cells) - 1} new cells",
    ] == capsys.readouterr().out.splitlines()
    assert run("record", folder) == 0
    assert first == (folder / "data" / LEDGER).read_bytes()
    assert ": 0 new addresses" in capsys.readouterr().out


def test_record_only_appends(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Old lines keep their order and their dates, also those whose pages are gone."""
    old = "address,first_released\nborta/,2020-01-01\na-o/,2020-01-01\n"
    path = ledger(folder, old)
    assert run("record", folder) == 0
    text = path.read_text(encoding="utf-8")
    assert text.startswith(old)
    assert text.count("\na-o/,") == 1
    assert "new address" in capsys.readouterr().out


def test_what_was_recorded_lets_the_next_build_through(folder: Path) -> None:
    assert run("record", folder, "--quiet") == 0
    change_figure(folder)
    assert run("build", folder, "--quiet", "--jobs", "1") == 0


def test_record_before_the_first_build_writes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder / "out/site")
    assert run("record", folder) == 14
    assert "does not exist; build first" in capsys.readouterr().err
    assert not (folder / "data/published").exists()


def test_record_with_faulty_data_writes_nothing(folder: Path) -> None:
    change(folder / "data/registers/starr.yml", "holder", "hodler")
    assert run("record", folder, "--quiet") == 11
    assert not (folder / "data/published").exists()


def test_record_begins_on_a_line_of_its_own(folder: Path) -> None:
    """An editor that leaves out the last line end must not cost two addresses."""
    path = ledger(folder, "address,first_released\na-o/,2020-01-01")
    assert run("record", folder, "--quiet") == 0
    assert path.read_text(encoding="utf-8").splitlines()[1] == "a-o/,2020-01-01"


# --- serve


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """Return the port where the finished site is shown."""
    (folder / "out/site/404.html").write_text("<h1>Sidan finns inte</h1>", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=str(folder / "out/site")))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str | None, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path)
    answer = connection.getresponse()
    found = answer.status, answer.getheader("Content-Type"), answer.read()
    connection.close()
    return found


def test_serve_shows_pages_and_the_sites_own_404(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    status, kind, body = ask(port, "/a-o/")
    assert (status, kind) == (200, "text/html")
    assert b"<title>x</title>" in body
    assert ask(port, "/finns/inte/") == (404, "text/html; charset=utf-8", b"<h1>Sidan finns inte</h1>")
    assert ask(port, "/finns/inte/", "HEAD") == (404, "text/html; charset=utf-8", b"")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")


@pytest.mark.parametrize("path", ["/../data/diagnoses.csv", "/%2e%2e/data/diagnoses.csv", "/..%2fdata/diagnoses.csv"])
def test_serve_shows_nothing_outside_the_site(port: int, path: str) -> None:
    assert ask(port, path)[0] == 404


def test_serve_says_where_and_stops_when_interrupted(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_server: ThreadingHTTPServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ThreadingHTTPServer, "serve_forever", interrupt)
    assert main(["serve", "--out", str(folder / "out"), "--port", "0"]) == 130
    assert capsys.readouterr().out.startswith("http://localhost:")


def test_serve_without_a_site_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--out", str(tmp_path)]) == 14
    assert "does not exist; build first with: make site" in capsys.readouterr().err


def test_serve_on_a_taken_port_says_what_to_do(folder: Path, port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--out", str(folder / "out"), "--port", str(port)]) == 14
    assert f"port {port} can't be used" in (told := capsys.readouterr().err)
    assert "choose another with --port" in told


def test_serve_on_a_port_that_cannot_be_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--out", str(folder / "out"), "--port", "70000"]) == 14
    assert "choose another with --port" in capsys.readouterr().err
