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

from build_site.draw.figures import Figures, words
from build_site.draw.theme import LOCALE, finish, size
from build_site.model.chart import Chart

KINDS = ("ranked", "timeline", "map")
Borders = dict[str, Any] | None


@dataclass(frozen=True)
class Drawing:
    """One chart to draw, and the key of its bytes in the store."""

    kind: str
    figures: Figures
    key: str

    @property
    def path(self) -> str:
        """Where the chart lies on the site."""
        return f"diagram/{self.figures.indicator}/{self.kind}.svg"


def draw(all_figures: Mapping[str, Figures], borders: Borders, *, store: Path, jobs: int) -> dict[str, dict[str, Chart]]:
    """Return the charts of each indicator by kind. `store` keeps finished charts between builds and may be deleted."""
    drawings = list(_drawings(all_figures, borders))
    done = {drawing.key: kept for drawing in drawings if (kept := _kept(store, drawing.key)) is not None}
    new = [drawing for drawing in drawings if drawing.key not in done]
    if new:
        done |= _render(new, borders, store, jobs)
    _forget_others(store, done.keys())
    charts: dict[str, dict[str, Chart]] = {name: {} for name in all_figures}
    for drawing in drawings:
        svg = done[drawing.key]
        if svg:
            width, height = size(svg)
            charts[drawing.figures.indicator][drawing.kind] = Chart(
                drawing.path, svg, words(drawing.kind, drawing.figures)[1], width, height
            )
    return charts


def _drawings(all_figures: Mapping[str, Figures], borders: Borders) -> Iterator[Drawing]:
    salt = _salt() + hashlib.sha256(orjson.dumps(borders)).digest()
    for figures in all_figures.values():
        content = orjson.dumps(astuple(figures))
        for kind in KINDS if borders else KINDS[:-1]:
            yield Drawing(kind, figures, hashlib.sha256(salt + kind.encode() + content).hexdigest())


def _salt() -> bytes:
    """Return what makes a chart be drawn anew: the code and the libraries that draw it."""
    here = Path(__file__).parent  # and model/, where units and periods get their words
    code = b"".join(path.read_bytes() for path in sorted([*here.glob("*.py"), *(here.parent / "model").glob("*.py")]))
    return hashlib.sha256(code + f"{version('altair')} {version('vl-convert-python')}".encode()).digest()


def _kept(store: Path, key: str) -> bytes | None:
    path = store / f"{key}.svg"
    return path.read_bytes() if path.is_file() else None


def _spec(drawing: Drawing, borders: Borders) -> dict[str, Any] | None:
    from build_site.draw import ranked, region_map, timeline  # noqa: PLC0415

    match drawing.kind:
        case "ranked":
            return ranked.spec(drawing.figures)
        case "timeline":
            return timeline.spec(drawing.figures)
        case _:
            return region_map.spec(drawing.figures, borders or {})


def _render(new: list[Drawing], borders: Borders, store: Path, jobs: int) -> dict[str, bytes]:
    store.mkdir(parents=True, exist_ok=True)
    done: dict[str, bytes] = {}
    specs = [(drawing, _spec(drawing, borders)) for drawing in new]
    todo = [(drawing, spec) for drawing, spec in specs if spec is not None]
    # forkserver: a plain fork after the renderer has started hangs
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("forkserver")) as pool:
        for (drawing, _), text in zip(todo, pool.map(to_svg, [spec for _, spec in todo], chunksize=8), strict=True):
            title, alt = words(drawing.kind, drawing.figures)
            done[drawing.key] = finish(text, title=title, alt=alt, source=[drawing.figures.source])
    done |= {drawing.key: b"" for drawing, spec in specs if spec is None}
    for key, svg in done.items():
        half = store / f"{key}.half"
        half.write_bytes(svg)
        half.replace(store / f"{key}.svg")  # an interrupted build leaves no half chart to be used again
    return done


def _forget_others(store: Path, wanted: AbstractSet[str]) -> None:
    """Throw away charts that this build had no use for: the store would only grow."""
    for path in store.glob("*.svg"):
        if path.stem not in wanted:
            path.unlink()


def to_svg(spec: dict[str, Any]) -> str:
    """Return the chart of a Vega-Lite spec as SVG text. Runs in a worker that never imports Altair."""
    import vl_convert  # noqa: PLC0415

    svg: str = vl_convert.vegalite_to_svg(spec, format_locale=LOCALE, time_format_locale="sv-SE")
    return svg
