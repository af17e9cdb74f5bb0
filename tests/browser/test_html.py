"""One page of each type is valid HTML: for the standard's own parser, and for vnu where it is at hand."""

import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import html5lib
import pytest
from html5lib.constants import E

from tests.browser.pages import NAMES, page_file

SELF = ".*violates Content Security Policy.*"
"""vnu reads files, where 'self' means nothing; test_csp.py asks a browser instead."""


@pytest.mark.parametrize("name", NAMES)
def test_page_parses_without_errors(real_site: Path, name: str):
    parser = html5lib.HTMLParser()
    parser.parse(page_file(name, real_site).read_bytes(), transport_encoding="utf-8")
    found = [f"line {line}: {E[code] % facts}" for (line, _), code, facts in parser.errors]
    assert not found, f"{name}:\n" + "\n".join(found)


@pytest.mark.parametrize("name", NAMES)
def test_identifiers_are_used_once_and_references_lead_somewhere(real_site: Path, name: str):
    tree = html5lib.parse(page_file(name, real_site).read_bytes(), transport_encoding="utf-8")
    ids = Counter(one.get("id") for one in tree.iter() if one.get("id") is not None)
    assert not [known for known, times in ids.items() if times > 1 or not known]
    named = [
        (key, one.get(key, "")) for one in tree.iter() for key in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
    ]
    anchors = [("href", one.get("href", "")[1:]) for one in tree.iter() if one.get("href", "").startswith("#")]
    lost = [(key, target) for key, targets in [*named, *anchors] for target in targets.split() if target not in ids]
    assert not lost, f"{name}: {lost}"


def test_vnu_finds_no_errors(real_site: Path):
    jar = os.environ.get("JAMFORBART_VNU")
    java = shutil.which("java")
    if not jar or java is None:
        pytest.skip("no vnu here: needs java on the path and JAMFORBART_VNU=…/vnu.jar (npm pack vnu-jar)")
    files = [str(page_file(name, real_site)) for name in NAMES]
    command = [java, "-jar", jar, "--format", "json", "--exit-zero-always", "--filterpattern", SELF, *files]
    run = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    messages = json.loads(run.stderr)["messages"]
    errors = Counter(
        f"{message['url'].rpartition('/site/')[2]}: {message['message']}" for message in messages if message["type"] == "error"
    )
    assert not errors, "\n".join(f"{times} × {text}" for text, times in errors.most_common(20))
