"""Recorded answers: a folder with what was asked, the answers byte for byte, and the figures that somebody has checked by eye.

tests/recorded/<connector>/<case>/
  asked.yml         base_url, asks, and each answer's address and file (docs/contribute/ny-kalla/)
  <any name>        one answer, as the publisher sent it
  <indicator>.csv   the figures that shall come of it, as in data/indicators/<id>/values.csv
"""

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from build_site.model.area import Area
from build_site.model.indicator import Indicator
from build_site.model.register import Source
from build_site.model.request import Answer, Connector, Request, Wanted
from tests.servers.drive import NOW

RECORDED = Path(__file__).resolve().parents[1] / "recorded"
TERMS = {"publisher": "Recorded", "url": "https://example.org/", "licence": "https://example.org/", "attribution": "Recorded"}
Key = tuple[str, str]
"""An address, and what was sent to it: nothing, or JSON with its keys in order."""


def cases(connector: str = "*") -> list[Path]:
    """Return the folders with recorded answers, of one connector or of all."""
    return sorted(path.parent for path in RECORDED.glob(f"{connector}/*/asked.yml"))


def expected(case: Path) -> dict[str, str]:
    """Return the figures that shall come of a case, as CSV by indicator."""
    return {
        path.stem: path.read_text(encoding="utf-8") for path in sorted(case.glob("*.csv")) if path.stem in _asked(case)["makes"]
    }


def make_wanted(case: Path, areas: Mapping[str, Area]) -> Wanted:
    """Return what the case wants: the indicators under `makes`."""
    asked = _asked(case)
    source = Source.model_validate(TERMS | {"id": case.parent.name, "asks": asked["asks"]})
    indicators = {name: Indicator.model_construct(None, id=name) for name in asked["makes"]}  # type: ignore[call-arg]
    return Wanted(source, asked["base_url"], indicators, areas, dt.date(2026, 11, 22))


def replay(connector: Connector, wanted: Wanted, case: Path) -> list[Answer]:
    """Answer a connector's questions from the recording; fail at one that isn't there, or is there and never asked."""
    known = {_key(wanted.base_url + one["path"], one.get("post")): one for one in _asked(case)["answers"]}
    answers: list[Answer] = []
    asking = connector.requests(wanted)
    try:
        request = next(asking)
        while True:
            key = _key(request.url, json.loads(request.body) if request.body else None)
            assert key in known, f"{case.name}: asks for {' '.join(key)}, which is not in asked.yml; save that answer too"
            answers.append(_answer(request, known.pop(key), case))
            request = asking.send(answers[-1])
    except StopIteration:
        assert known == {}, f"{case.name}: never asks for {', '.join(path for path, _ in known)}; take it out of asked.yml"
        return answers


def as_csv(frame: pd.DataFrame) -> str:
    """Return a table as values.csv has it, sorted."""
    return frame.sort_values(["area", "period", "sex"]).to_csv(index=False, lineterminator="\n")


def _answer(request: Request, one: Mapping[str, Any], case: Path) -> Answer:
    status = one.get("status", 200)
    return Answer(request, status, b"" if status in request.empty_on else (case / one["file"]).read_bytes(), NOW)


def _asked(case: Path) -> dict[str, Any]:
    asked: dict[str, Any] = yaml.safe_load((case / "asked.yml").read_text(encoding="utf-8"))
    return asked


def _key(url: str, post: object) -> Key:
    return url, "" if post is None else json.dumps(post, sort_keys=True)
