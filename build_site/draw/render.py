"""Specs → SVG in parallel, each kept under the hash of what it was drawn from."""

import hashlib
import multiprocessing
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from build_site.draw.borders import simplify
from build_site.draw.cornerstones import Cornerstones
from build_site.draw.device_fees import DeviceFees
from build_site.draw.figures import Figures
from build_site.draw.standing import Standing
from build_site.draw.tables import TABLES
from build_site.draw.theme import LOCALE, finish, size
from build_site.draw.words import WORDS
from build_site.model.chart import Chart
from build_site.model.output import json_bytes

Subject = Figures | Standing | Cornerstones | DeviceFees

KINDS: dict[type[Subject], tuple[str, ...]] = {
    Figures: ("ranked", "timeline", "map", "towns", "multiples", "rank_span", "funnel"),
    Standing: ("abacus",),
    Cornerstones: ("spider",),
    DeviceFees: ("fee_bars", "fee_map"),
}
"""What is drawn of what, in the order that pages show it."""
MAPS = {"map": "regions", "towns": "municipalities", "fee_map": "regions"}
"""The kinds that need borders, and whose."""
Borders = Mapping[str, dict[str, Any] | None]
"""GeoJSON by type of area: `regions`, `municipalities`; None when the data folder has none."""
NO_BORDERS: Borders = {}


@dataclass(frozen=True)
class Drawing:
    """One chart to draw, and the key of its bytes in the store."""

    kind: str
    subject: Subject
    name: str
    key: str

    @property
    def path(self) -> str:
        """Where the chart lies on the site."""
        return f"diagram/{self.subject.indicator}/{self.kind}.svg"


@dataclass(frozen=True)
class Drawn:
    """A finished picture and the spec of its live chart; empty when there is none."""

    svg: bytes = b""
    spec: bytes = b""


def draw(subjects: Mapping[str, tuple[Subject, ...]], borders: Borders, *, store: Path, jobs: int) -> dict[str, dict[str, Chart]]:
    """Return the charts of each subject by kind. `store` keeps finished charts between builds and may be deleted."""
    light = {name: simplify(found) for name, found in borders.items() if found}
    drawings = list(_drawings(subjects, light))
    done = {drawing.key: kept for drawing in drawings if (kept := _kept(store, drawing.key)) is not None}
    new = [drawing for drawing in drawings if drawing.key not in done]
    if new:
        done |= _render(new, light, store, jobs)
    _forget_others(store, done.keys())
    charts: dict[str, dict[str, Chart]] = {name: {} for name in subjects}
    for drawing in drawings:
        if done[drawing.key].svg:
            charts[drawing.name][drawing.kind] = _chart(drawing, done[drawing.key])
    return charts


def _chart(drawing: Drawing, drawn: Drawn) -> Chart:
    width, height = size(drawn.svg)
    finding, alt = WORDS[drawing.kind](drawing.subject)
    table = TABLES[drawing.kind](drawing.subject) if drawing.kind in TABLES else None
    return Chart(drawing.path, drawn.svg, alt, width, height, finding, drawn.spec or None, table)


def _drawings(subjects: Mapping[str, tuple[Subject, ...]], borders: Borders) -> Iterator[Drawing]:
    salt = _salt()
    shapes = {name: hashlib.sha256(orjson.dumps(found)).digest() for name, found in borders.items()}
    for name, own in subjects.items():
        for subject in own:
            content = orjson.dumps(astuple(subject))
            for kind in KINDS[type(subject)]:
                if kind in MAPS and MAPS[kind] not in shapes:
                    continue
                shape = shapes[MAPS[kind]] if kind in MAPS else b""
                yield Drawing(kind, subject, name, hashlib.sha256(salt + shape + kind.encode() + content).hexdigest())


def _salt() -> bytes:
    """Return what makes a chart be drawn anew: the code and the libraries that draw it."""
    here = Path(__file__).parent  # and model/, where units and periods get their words
    code = b"".join(path.read_bytes() for path in sorted([*here.glob("*.py"), *(here.parent / "model").glob("*.py")]))
    return hashlib.sha256(code + f"{version('altair')} {version('vl-convert-python')}".encode()).digest()


def _kept(store: Path, key: str) -> Drawn | None:
    svg, spec = store / f"{key}.svg", store / f"{key}.json"
    return Drawn(svg.read_bytes(), spec.read_bytes()) if svg.is_file() and spec.is_file() else None


def _render(new: list[Drawing], borders: Borders, store: Path, jobs: int) -> dict[str, Drawn]:
    """Draw the charts and keep them. The specs are made here while the workers draw those already made."""
    from build_site.draw.explore import explorable  # noqa: PLC0415 - both import Altair
    from build_site.draw.kinds import SPECS  # noqa: PLC0415 - which is slow to import, and a warm build draws nothing

    store.mkdir(parents=True, exist_ok=True)
    done: dict[str, Drawn] = {}
    specs: list[tuple[Drawing, bytes]] = []

    def todo() -> Iterator[tuple[bytes, str | None]]:
        for drawing in new:
            spec = SPECS[drawing.kind](drawing.subject)
            if spec is None:
                done[drawing.key] = Drawn()
            else:
                live = explorable(drawing.kind, spec, drawing.subject)
                specs.append((drawing, json_bytes(live) if live else b""))
                yield orjson.dumps(spec), MAPS.get(drawing.kind)

    # forkserver: a plain fork after the renderer has started hangs
    context = multiprocessing.get_context("forkserver")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_remember_borders, initargs=(borders,)) as pool:
        pictures = pool.map(to_svg, todo(), chunksize=8)  # made in full here, before the first picture is asked for
        for (drawing, spec), text in zip(specs, pictures, strict=True):
            title, alt = WORDS[drawing.kind](drawing.subject)
            done[drawing.key] = Drawn(finish(text, title=title, alt=alt, source=[drawing.subject.source]), spec)
    for key, drawn in done.items():
        _keep(store / f"{key}.json", drawn.spec)
        _keep(store / f"{key}.svg", drawn.svg)
    return done


def _keep(path: Path, content: bytes) -> None:
    """Write a file whole: an interrupted build leaves no half chart to be used again."""
    half = path.with_suffix(".half")
    half.write_bytes(content)
    half.replace(path)


def _forget_others(store: Path, wanted: AbstractSet[str]) -> None:
    """Throw away charts that this build had no use for: the store would only grow."""
    for path in (*store.glob("*.svg"), *store.glob("*.json")):
        if path.stem not in wanted:
            path.unlink()


_BORDERS: dict[str, list[Any]] = {}
"""In a worker: the features of each type of area, sent once."""


def _remember_borders(borders: Borders) -> None:
    _BORDERS.update({name: found["features"] for name, found in borders.items() if found})


def to_svg(task: tuple[bytes, str | None]) -> str:
    """Return the chart of a Vega-Lite spec as SVG text, with the borders it asks for. Runs in a worker without Altair."""
    import vl_convert  # noqa: PLC0415

    spec = orjson.loads(task[0])
    if task[1]:
        spec["datasets"]["borders"] = _BORDERS[task[1]]
    svg: str = vl_convert.vegalite_to_svg(spec, format_locale=LOCALE, time_format_locale="sv-SE")
    return svg
