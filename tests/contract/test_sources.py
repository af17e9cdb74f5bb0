"""Every publisher's module: listed, whole, named by a yml, and with a recorded answer that it reads as somebody has checked."""

import ast
import importlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from build_site.model.area import Area
from build_site.model.register import Source
from build_site.model.request import Connector
from build_site.sources import SOURCES
from build_site.sources.socialstyrelsen_asks import Asks
from build_site.validate.reading import Reader
from build_site.validate.things import read_areas
from tests.conftest import PROJECT
from tests.servers.recorded import RECORDED, as_csv, cases, expected, make_wanted, replay

FOLDER = PROJECT / "build_site" / "sources"
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
NAMES = [one.NAME for one in SOURCES]


def defines(name: str) -> set[str]:
    """Return the functions and constants that a module in sources/ defines."""
    tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
    assigned = {
        target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets if isinstance(target, ast.Name)
    }
    return assigned | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.fixture(scope="module")
def areas() -> Mapping[str, Area]:
    """Return the real places: a connector maps its codes to ours."""
    reader = Reader(PROJECT / "data")
    known = read_areas(reader)
    assert reader.faults == []
    return known


def test_every_connector_is_listed():
    """A module with `requests` and not in SOURCES is never asked anything, and nobody would notice."""
    connectors = {name for name in MODULES if "requests" in defines(name)}
    assert len(connectors) > 2
    assert connectors == {one.__name__.rpartition(".")[2] for one in SOURCES}  # type: ignore[attr-defined]


def test_every_other_module_helps_one():
    """A module that no connector imports is left over."""
    listed = {one.__name__.rpartition(".")[2] for one in SOURCES}  # type: ignore[attr-defined]
    texts = {name: (FOLDER / f"{name}.py").read_text(encoding="utf-8") for name in MODULES}
    alone = [
        name
        for name in MODULES
        if name not in listed and not any(re.search(rf"\b{name}\b", text) for other, text in texts.items() if other != name)
    ]
    assert alone == []


@pytest.mark.parametrize("connector", SOURCES, ids=NAMES)
def test_a_connector_has_what_the_protocol_asks(connector: Connector):
    """Checked at run time too: modules are not classes, and mypy takes a tuple of them on trust."""
    assert re.fullmatch(r"[a-z][a-z0-9_]*", connector.NAME)
    assert connector.AT_ONCE > 0
    assert callable(connector.requests)
    assert callable(connector.read)


def test_names_are_unique():
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_connector_is_used_by_a_source(name: str):
    """A connector without a yml is code that nothing runs."""
    sources = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((PROJECT / "data" / "sources").glob("*.yml"))]
    own = [one for one in sources if one.get("connector", one["id"]) == name]
    assert own
    assert [one["id"] for one in own if not str(one.get("base_url", "")).startswith("https://")] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_connector_has_a_recorded_answer(name: str):
    """What the format looked like when the module was written, for the one who mends it."""
    assert [path for path in (RECORDED / name).rglob("*") if path.is_file()]


def test_there_are_cases():
    assert len(cases()) > 1


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_recording_gives_the_checked_figures(case: Path, areas: Mapping[str, Area]):
    """Asks exactly what is recorded, and reads it as expected; reading again gives the same (M04)."""
    connector = importlib.import_module(f"build_site.sources.{case.parent.name}")
    wanted = make_wanted(case, areas)
    answers = replay(connector, wanted, case)
    reading = connector.read(wanted, answers)
    assert {name: as_csv(frame) for name, frame in reading.tables.items()} == expected(case)
    again = connector.read(wanted, answers)
    assert reading.files == again.files
    assert all(frame.equals(again.tables[name]) for name, frame in reading.tables.items())


def test_every_series_makes_a_measure_of_ours():
    """A series without a folder is asked for in vain, and a measure of Socialstyrelsen's without a series never gets figures."""
    source = yaml.safe_load((PROJECT / "data" / "sources" / "socialstyrelsen.yml").read_text(encoding="utf-8"))
    asks = Asks.model_validate(source["asks"])
    paths = sorted((PROJECT / "data" / "indicators").glob("*/indicator.yml"))
    sources = {path.parent.name: yaml.safe_load(path.read_text(encoding="utf-8"))["source"] for path in paths}
    assert len(asks.series) > 10
    assert {one.indicator for one in asks.series} == {name for name, one in sources.items() if one == "socialstyrelsen"}


# The guide


GUIDE = PROJECT / "docs" / "contribute" / "ny-kalla" / "index.md"


def blocks() -> list[str]:
    """Return the guide's examples in order."""
    found = re.findall(
        r"^``` \{ \.\w+ tabindex=\"0\" \}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(found) > 7
    return found


def test_the_guide_works_as_written(tmp_path: Path, areas: Mapping[str, Area]):
    """The module reads the answer as the guide says it does, and the yml is a source."""
    source, _, answer, figures, asked, module, *_ = blocks()
    case = tmp_path / "exempelkommun" / "vantan"
    case.mkdir(parents=True)
    (case / "vantan.json").write_text(answer, encoding="utf-8")
    (case / "exempel-vantan-hemtjanst.csv").write_text(figures, encoding="utf-8")
    (case / "asked.yml").write_text(asked, encoding="utf-8")
    (tmp_path / "exempelkommun.py").write_text(module, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("exempelkommun", tmp_path / "exempelkommun.py")
    assert spec is not None
    assert spec.loader is not None
    connector = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(connector)
    wanted = make_wanted(case, areas)
    reading = connector.read(wanted, replay(connector, wanted, case))
    assert {name: as_csv(frame) for name, frame in reading.tables.items()} == expected(case)
    assert [one.text for one in reading.notices] == ["new fields: kommentar"]
    known = Source.model_validate(yaml.safe_load(source))
    assert (known.connector, known.asks) == (connector.NAME, wanted.source.asks)


def test_the_guides_module_is_as_clean_as_ours(tmp_path: Path):
    """What newcomers copy passes the checks that their proposal must pass."""
    (module,) = [one for one in blocks() if "def requests" in one]
    path = tmp_path / "exempelkommun.py"
    path.write_text(module, encoding="utf-8")
    for words in (("check", "--ignore", "INP001"), ("format", "--check")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--config", PROJECT / "pyproject.toml", path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
