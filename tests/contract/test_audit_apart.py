"""The audit believes nothing of how the files were made: it shares no code with what it is there to doubt."""

import ast

from tests.conftest import PROJECT

AUDIT = PROJECT / "build_site" / "audit"
ALLOWED = ("build_site.audit", "build_site.model", "build_site.errors")


def imported(tree: ast.Module) -> set[str]:
    """Return the modules that a module imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides where it leads"
            names.add(node.module or "")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            assert called not in ("__import__", "import_module"), "an import that can't be read from the source"
    return names


def test_the_audit_imports_nothing_of_protect():
    """Nor of any other stage; the import contract says so too, but not what happens inside a function."""
    paths = sorted(AUDIT.rglob("*.py"))
    assert len(paths) > 10
    for path in paths:
        own = {name for name in imported(ast.parse(path.read_text(encoding="utf-8"))) if name.startswith("build_site")}
        assert {name for name in own if not name.startswith(ALLOWED)} == set(), path.name


def test_the_attacker_of_the_tests_shares_no_code_with_the_audit():
    """Two that reckon alike only prove something when they were written apart."""
    tree = ast.parse((PROJECT / "tests" / "attacker.py").read_text(encoding="utf-8"))
    assert not any(name.startswith(("build_site", "tests")) for name in imported(tree))
