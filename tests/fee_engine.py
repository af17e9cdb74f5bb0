"""The browser's fee calculator in Node: one process answers all the questions of a test."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Any, cast

import pytest

from tests.conftest import PROJECT

ENGINE = PROJECT / "docs" / "assets" / "fees" / "engine.js"
ASK = """
import { readFileSync } from "node:fs";
const engine = await import(ENGINE);
const { rules, questions } = JSON.parse(readFileSync(0, "utf8"));
const answers = questions.map(([name, place, basket, options]) => {
  try {
    return engine[name](typeof place === "number" ? rules[place] : place, basket, options);
  } catch (error) {
    return { error: error.name, message: error.message };
  }
});
process.stdout.write(JSON.stringify(answers));
"""

Question = tuple[str, Any, Any, Any]
"""A function of the engine and what it is given: the rules, or the place of the rules in a list; the basket; the options."""


def ask(questions: Sequence[Question], rules: Sequence[Any] = ()) -> list[Any]:
    """Return the engine's answers; `{error, message}` for one that was refused."""
    node = shutil.which("node")
    if node is None:
        reason = "no node on the path: the browser's calculator can't be run"
        if os.environ.get("JAMFORBART_REQUIRE_BROWSER"):
            pytest.fail(reason)
        pytest.skip(reason)
    code = ASK.replace("ENGINE", json.dumps(ENGINE.as_uri()))
    given = json.dumps({"rules": rules, "questions": questions}).encode()
    done = subprocess.run([node, "--input-type=module", "-e", code], input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return cast("list[Any]", json.loads(done.stdout))
