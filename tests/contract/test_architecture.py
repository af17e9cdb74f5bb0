"""Rules that types and import contracts can't hold, read from the syntax trees of the source."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import PROJECT

PACKAGE = PROJECT / "build_site"
GUARDED = "SafeTable"
HOSTS = (*(f"{name}.org" for name in ("py" + "pi", "npm" + "js", "files.python" + "hosted")), "registry." + "npm")
HERE = "/" + "work" + "/"


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the package by its path in it."""
    paths = sorted(PACKAGE.rglob("*.py"))
    assert len(paths) > 50
    for path in paths:
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def makes_safe_tables(tree: ast.Module) -> bool:
    """Tell whether a module uses SafeTable as more than a type: calls it, casts to it, renames it or passes it on.

    A use is a type only inside an annotation. Whatever else reads the name, or an alias of it, could make one.
    """
    names = {GUARDED}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname for alias in node.names if alias.name == GUARDED and alias.asname}
    types = {id(inner) for annotation in annotations(tree) for inner in ast.walk(annotation)}
    for node in ast.walk(tree):
        used = (isinstance(node, ast.Name) and node.id in names and isinstance(node.ctx, ast.Load)) or (
            isinstance(node, ast.Attribute) and node.attr == GUARDED
        )
        if used and id(node) not in types:
            return True
        if isinstance(node, ast.Constant) and node.value == GUARDED and id(node) not in types:
            return True
    return False


def annotations(tree: ast.Module) -> Iterator[ast.expr]:
    """Yield the expressions that are only types: of arguments, returns, variables, and plain aliases of a type."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns:
            yield node.returns
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript):
            yield node.value.slice


def test_only_protect_makes_a_safe_table():
    """What comes after protect takes only SafeTable; if another stage could make one, hidden cells would have a way out."""
    makers = [name for name, tree in modules() if makes_safe_tables(tree)]
    assert {"model/table.py", "protect/small_counts.py"} == set(makers)


@pytest.mark.parametrize(
    "code",
    [
        "from build_site.model.table import SafeTable\nx = SafeTable(y)",
        "from build_site.model.table import SafeTable as Fine\nx = Fine(y)",
        "from build_site.model import table\nx = table.SafeTable(y)",
        "import build_site.model.table as t\nx = t.SafeTable(y)",
        "from build_site.model.table import SafeTable\nmake = SafeTable\nx = make(y)",
        "from typing import cast\nfrom build_site.model.table import SafeTable\nx = cast(SafeTable, y)",
        "from typing import cast\nx = cast('SafeTable', y)",
        "from build_site.model import table\nx = getattr(table, 'SafeTable')(y)",
        "from build_site.model.table import SafeTable\nx = list(map(SafeTable, ys))",
        "from build_site.model.table import SafeTable\nx: SafeTable = SafeTable(y)",
        "from build_site.model.table import SafeTable\ndef f(x: SafeTable = SafeTable(y)) -> None: ...",
    ],
)
def test_that_test_sees_every_way_to_make_one(code: str):
    """The first version of such a test missed an import alias."""
    assert makes_safe_tables(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "from build_site.model.table import SafeTable\ndef f(x: SafeTable) -> SafeTable: return x",
        "from build_site.model.table import SafeTable\ndef f(x: dict[str, SafeTable]) -> None: ...",
        "from build_site.model.table import SafeTable as S\ny: S | None = None",
        "from build_site.model.table import SafeTable\nTables = dict[str, SafeTable]",
        "'''Talks of SafeTable.'''\nx = 'a SafeTable'",
    ],
)
def test_that_test_lets_types_be(code: str):
    """To name the type is no crime."""
    assert not makes_safe_tables(ast.parse(code))


def speaks(tree: ast.Module) -> list[str]:
    """Return the ways in which a module prints, writes to the terminal or ends the program."""
    said: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="print" | "exit" | "quit" | "SystemExit" | "input" as word):
                said.append(word)
            case ast.Attribute(value=ast.Name(id="sys"), attr="exit" | "stdout" | "stderr" as name):
                said.append(f"sys.{name}")
            case ast.Attribute(value=ast.Name(id="os"), attr="_exit" | "abort" as name):
                said.append(f"os.{name}")
            case ast.ImportFrom(module="sys", names=names):
                said += [f"sys.{alias.name}" for alias in names if alias.name in ("exit", "stdout", "stderr")]
    return said


def test_only_the_command_line_prints_and_exits():
    """A stage that prints can't be tested, and one that exits takes the caller with it."""
    loud = {name: said for name, tree in modules() if (said := speaks(tree))}
    assert {"cli.py", "__main__.py"} >= loud.keys()
    assert "print" in loud["cli.py"]


@pytest.mark.parametrize(
    "code", ["print(1)", "import sys\nsys.exit(1)", "raise SystemExit", "from sys import exit", "log = print"]
)
def test_that_test_hears(code: str):
    """Calls, aliases and exceptions."""
    assert speaks(ast.parse(code))


def imports(tree: ast.Module) -> set[str]:
    """Return the top-level packages that a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_only_draw_imports_altair():
    """The chart library can be changed in one folder."""
    users = {name for name, tree in modules() if imports(tree) & {"altair", "vl_convert"}}
    assert users
    assert [name for name in users if not name.startswith("draw/")] == []


def test_the_network_is_used_by_pull_alone():
    """A build needs no network; `serve` listens but never asks."""
    clients = {"httpx", "requests", "urllib3", "aiohttp", "socket", "ftplib"}
    assert [name for name, tree in modules() if imports(tree) & clients and not name.startswith("pull/")] == []


def test_every_module_says_what_it_is():
    """The first line of a file is a sentence."""
    silent = [name for name, tree in modules() if not (ast.get_docstring(tree) or "").strip()]
    assert silent == []


def tracked() -> list[Path]:
    """Return the files that git knows, or skip where there is no repository."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git repository: the files of a release can't be told from others")
    return [path for name in listed.stdout.split("\0") if name and (path := PROJECT / name).is_file()]


def test_no_file_knows_where_it_was_written():
    """No path of one machine and no package registry: the lock has hashes and no addresses, and installs from anywhere."""
    files = tracked()
    assert len(files) > 300
    traces = [
        f"{path.relative_to(PROJECT)}: {trace}"
        for path in files
        for content in (path.read_bytes(),)
        for trace in (*HOSTS, HERE)
        if trace.encode() in content
    ]
    assert traces == []


def test_no_file_is_large():
    """A repository that people clone on a train: nothing above five megabytes."""
    assert [path.name for path in tracked() if path.stat().st_size > 5_000_000] == []


def test_the_stages_are_told_to_import_linter():
    """Which stage may import which is checked by `lint-imports` in `make check`; here only that every folder is named there."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [one["layers"] for one in settings["tool"]["importlinter"]["contracts"] if one["id"] == "layers"]
    named = set(re.findall(r"\w+", " ".join(layers)))
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert {"compare", "draw", "model", "protect", "publish"} <= folders
    assert set() == folders - named


def test_every_bench_is_listed_by_the_one_that_make_runs():
    """`make bench` measures the build; whoever runs it is told of all the others."""
    runs = {path.name for path in (PROJECT / "bench").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    tree = ast.parse((PROJECT / "bench" / "bench.py").read_text(encoding="utf-8"))
    (listed,) = (
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["ALONE"]
    )
    assert len(runs) > 4
    assert {*listed, "bench.py", "workload.py"} == runs  # the last writes the data of W, and measures nothing
