"""data/ → the site, offline. Read this first: `make_files` is the whole way in one page."""

import datetime as dt
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from build_site.audit.addresses import check_addresses, site_addresses
from build_site.audit.folder import audit_folder, finished, read_folder, report
from build_site.audit.links import check_links
from build_site.audit.releases import new_cells, shown_cells
from build_site.audit.schemas import check_schemas
from build_site.audit.small_numbers import check_small_numbers
from build_site.audit.traces.check import check_traces
from build_site.compare.common_baskets import common_baskets
from build_site.compare.country import compare
from build_site.compare.coverage import coverage
from build_site.compare.device_costs import device_costs
from build_site.compare.fees import counted_rows, fee_statistics, own_rules, rules_for
from build_site.compare.findings import find
from build_site.compare.responsibility import answers
from build_site.draw.bundle import live_files
from build_site.draw.cornerstones import cornerstones
from build_site.draw.device_fees import device_fees
from build_site.draw.figures import figures
from build_site.draw.render import Borders, Subject, draw
from build_site.draw.standing import standings
from build_site.errors import BuildError
from build_site.model.address import addresses
from build_site.model.catalogue import Catalogue
from build_site.model.chart import Chart
from build_site.model.comparison import Comparison
from build_site.model.device_cost import DeviceCosts
from build_site.model.edition import Edition, Release
from build_site.model.ledger import CELL_COLUMNS, CELLS, Ledger, make_cells
from build_site.model.output import Files, add_files
from build_site.model.table import SafeTable
from build_site.protect.guard import guard
from build_site.protect.small_counts import protect
from build_site.publish.endpoints import ENDPOINTS
from build_site.publish.pages import PAGES
from build_site.publish.prose import read_prose, titles
from build_site.publish.write import measure, replace_folder, write_files
from build_site.search.index import Page, build_index
from build_site.validate.folder import read_data
from build_site.validate.ledger import load_ledger

ROOT = Path(__file__).resolve().parents[1]
"""The project: docs/ and mkdocs.yml lie here."""

SITE_URL = "https://jamforbart.github.io/jamforbart/"
REPOSITORY_URL = "https://github.com/jamforbart/jamforbart"

Watch = Callable[[str], AbstractContextManager[None]]
"""Called with the name of each stage as it begins; measures and shows it, or does nothing."""


@dataclass(frozen=True)
class Built:
    """What a build left behind."""

    files: int
    size: int
    rendered: bool
    """False when nothing had changed since the last build, so the site was left as it stood."""


@contextmanager
def unwatched(_stage: str) -> Iterator[None]:
    """Watch nothing."""
    yield


def build(data: Path, out: Path, *, jobs: int, render: bool = True, watch: Watch = unwatched) -> Built:
    """Build the site from data/ into out/; the old site stands until the new one is whole and audited."""
    release = find_release()
    with only_build(out) as work:
        files = make_files(data, release=release, store=out / ".charts", jobs=jobs, watch=watch)
        stamp = _fingerprint(files, release)
        if _is_current(out, stamp, render=render):
            return Built(*measure(out / ("site" if render else "docs")), rendered=False)
        with watch("write"):
            write_files(work / "docs", files)
        if render:
            with watch("mkdocs"):
                run_mkdocs(work, release)
            with watch("audit site"):
                finished_site = read_folder(work / "site")
                report(check_links(finished_site, release.site_url), check_traces(finished_site))
        for name in ("docs", "site") if render else ("docs",):
            replace_folder(work / name, out / name)
    return _remember(out, stamp, render=render)


@contextmanager
def only_build(out: Path) -> Iterator[Path]:
    """Give a folder to work in, and take it away after; raise BuildError while another build works in `out`."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock = (out / ".lock").open("a", encoding="utf-8")
    except OSError as error:
        raise BuildError(f"{out} can't be written to: {error.strerror}; name another folder with --out") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BuildError(f"another build is working in {out}; wait for it, or name another folder with --out") from None
        work = out / ".next"
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)


def make_files(data: Path, *, release: Release, store: Path, jobs: int, watch: Watch = unwatched) -> Files:
    """Return every file of the site by its path. Same data and release in, same bytes out."""
    with watch("validate"):
        guard(data)
        catalogue, tables, released = read_data(data)
    with watch("protect"):
        safe = protect(tables)
    with watch("compare"):
        comparisons = compare_all(catalogue, safe)
        costs = device_costs(catalogue.devices, catalogue.areas, today=release.today)
        answered = answers(
            catalogue.responsibility, catalogue.areas, {one.code: one.parent_code for one in catalogue.devices.categories}
        )
        rules = rules_for(catalogue.devices, catalogue.areas)
    with watch("draw"):
        charts = draw_all(catalogue, comparisons, safe, costs, store=store, jobs=jobs)
        live = live_files(charts, borders_of(catalogue), catalogue.areas, store=store)
    edition = Edition(
        catalogue=catalogue,
        tables=safe,
        comparisons=comparisons,
        charts=charts,
        addresses=addresses(catalogue),
        release=release,
        fee_statistics=fee_statistics(catalogue.devices, catalogue.areas, today=release.today),
        fee_rules=rules,
        fee_rows=counted_rows(rule for rules in own_rules(catalogue.devices).values() for rule in rules),
        device_costs=costs,
        baskets=common_baskets(costs, rules, today=release.today),
        answers=answered,
        coverage=coverage(catalogue.devices, catalogue.areas, answered, catalogue.contradictions, today=release.today),
    )
    prose = read_prose(ROOT / "docs")
    files: Files = {}
    with watch("endpoints"):
        for endpoint in ENDPOINTS:
            add_files(files, endpoint(edition))
    with watch("pages"):
        for page_type in PAGES:
            add_files(files, page_type.pages(edition))
        add_files(files, {chart.path: chart.svg for kinds in charts.values() for chart in kinds.values()})
        add_files(files, live)
        add_files(files, prose)
    with watch("search"):
        add_files(files, search_files(edition, prose, files))
    with watch("audit"):
        leaks = [*check_small_numbers(files, ledger=load_ledger(data)), *check_traces(files)]
        report([*check_schemas(files), *check_addresses(files, released)], leaks)
    return files


def compare_all(catalogue: Catalogue, tables: dict[str, SafeTable]) -> dict[str, Comparison]:
    """Return each indicator's comparison with what the checks found in its source."""
    found = find(catalogue.indicators, tables, catalogue.areas)
    return {
        name: replace(
            compare(indicator, table, catalogue.areas, register=catalogue.registers.get(indicator.register_id)),
            findings=found.get(name, ()),
        )
        for name, table in tables.items()
        for indicator in (catalogue.indicators[name],)
    }


def draw_all(
    catalogue: Catalogue,
    comparisons: dict[str, Comparison],
    tables: dict[str, SafeTable],
    costs: dict[str, DeviceCosts],
    *,
    store: Path,
    jobs: int,
) -> dict[str, dict[str, Chart]]:
    """Return the charts of each indicator by its id, and those of places and devices by `area:` or `device:` and their code."""
    shown = {}
    for name, comparison in comparisons.items():
        indicator = catalogue.indicators[name]
        attribution = catalogue.sources[indicator.source].attribution
        drawn = figures(indicator, comparison, catalogue.areas, attribution, tables.get(name))
        if drawn is not None:
            shown[name] = drawn
    standing, spiders = standings(shown.values()), cornerstones(catalogue.indicators, comparisons, catalogue.areas)
    subjects: dict[str, tuple[Subject, ...]] = {name: (one,) for name, one in shown.items()}
    for key in sorted({*standing, *spiders}):
        subjects[key] = tuple(found[key] for found in (standing, spiders) if key in found)
    for category in catalogue.devices.categories:
        known = device_fees(category, costs[category.code], catalogue.areas, catalogue.municipal_borders)
        if known is not None:
            subjects[f"device:{category.code}"] = (known,)
    return draw(subjects, borders_of(catalogue), store=store, jobs=jobs)


def borders_of(catalogue: Catalogue) -> Borders:
    """Return the borders that maps are drawn with, by type of area."""
    return {"regions": catalogue.borders, "municipalities": catalogue.municipal_borders}


def search_files(edition: Edition, prose: Files, made: Files | None = None) -> Files:
    """Return the search index and the answers of each place. With `made` only pages that are there are found, by their titles."""
    pages = [Page(slug=address.rstrip("/"), title=title, url=address) for address, title in titles(prose).items()]
    words = edition.catalogue.search
    if made is not None:
        there = titles(made)
        answering = [one for one in words.pages if f"{one.slug}/" in there]
        titled = [one.model_copy(update={"title": one.title and there[f"{one.slug}/"]}) for one in answering]
        words = replace(words, pages=tuple(titled))
    return build_index(
        replace(edition.catalogue, search=words),
        edition.comparisons,
        edition.addresses,
        pages,
        today=edition.release.today,
        costs=edition.device_costs,
        responsibility=edition.answers,
    )


def find_release() -> Release:
    """Return what the site calls itself: the commit and its time, or SOURCE_DATE_EPOCH, so that a build can be repeated."""
    commit = _git("rev-parse", "HEAD")
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct") or _midnight()
    site_url = os.environ.get("JAMFORBART_SITE_URL") or SITE_URL
    repository = os.environ.get("JAMFORBART_REPOSITORY_URL") or REPOSITORY_URL
    if not seconds.isdecimal():
        raise BuildError(f"SOURCE_DATE_EPOCH is {seconds!r}; write the seconds since 1970, or leave it out")
    when = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
    return Release(when, commit, site_url.rstrip("/") + "/", repository.rstrip("/"))


def _git(*words: str) -> str | None:
    try:
        answer = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip() or None


def _midnight() -> str:
    """Without git the day has to do: two builds on one day are equal."""
    now = int(time.time())
    return str(now - now % 86_400)


def run_mkdocs(work: Path, release: Release) -> None:
    """Render WORK/docs into WORK/site with the project's mkdocs.yml; a warning is a failure."""
    config = work / "mkdocs.yml"
    config.write_text(
        f"INHERIT: {_quoted(ROOT / 'mkdocs.yml')}\n"
        f"docs_dir: {_quoted(work / 'docs')}\n"
        f"site_dir: {_quoted(work / 'site')}\n"
        f"theme:\n  custom_dir: {_quoted(ROOT / 'docs' / 'overrides')}\n",
        encoding="utf-8",
    )
    environment = os.environ | {
        "SOURCE_DATE_EPOCH": str(int(release.generated_at.timestamp())),
        "JAMFORBART_SITE_URL": release.site_url,
        "JAMFORBART_REPOSITORY_URL": release.repository_url,
        "NO_MKDOCS_2_WARNING": "1",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not line.startswith("INFO")]
        raise BuildError("MkDocs could not render the pages\n" + "\n".join(lines[-30:]))


def _quoted(path: Path) -> str:
    """Return the path as a YAML text, whatever characters it has."""
    return json.dumps(str(path.resolve()), ensure_ascii=False)


def _fingerprint(files: Files, release: Release) -> str:
    """Return a hash of everything that the finished site depends on."""
    digest = hashlib.sha256(f"{version('mkdocs')} {version('mkdocs-material')}".encode())
    theme = [ROOT / "mkdocs.yml", *sorted(path for path in (ROOT / "docs" / "overrides").rglob("*") if path.is_file())]
    for path in theme:
        digest.update(path.read_bytes())
    digest.update(f"{release.site_url} {release.repository_url} {release.generated_at}".encode())
    for name in sorted(files):
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return digest.hexdigest()


def _is_current(out: Path, stamp: str, *, render: bool) -> bool:
    note = out / (".site-stamp" if render else ".docs-stamp")
    if not note.is_file():
        return False
    kept, _, seen = note.read_text(encoding="utf-8").partition(" ")
    folder = out / ("site" if render else "docs")
    return kept == stamp and folder.is_dir() and seen == "{} {}".format(*measure(folder))


def _remember(out: Path, stamp: str, *, render: bool) -> Built:
    count, size = measure(out / ("site" if render else "docs"))
    for name in ("site", "docs") if render else ("docs",):
        files, total = measure(out / name)
        (out / f".{name}-stamp").write_text(f"{stamp} {files} {total}", encoding="utf-8")
    return Built(count, size, rendered=True)


def audit(out: Path, earlier: Iterable[Path] = ()) -> int:
    """Attack a finished site with every earlier release, and return how many files were read.

    An earlier release is a finished folder, or a data folder with the ledger of all that were recorded.
    """
    folders = list(earlier)
    ledgers = [one for one in folders if (one / "indicators").is_dir() or (one / "published").is_dir()]
    read = [load_ledger(one) for one in ledgers]
    cells = [one.cells for one in read if len(one.cells)]
    known = Ledger(
        pd.concat(cells, ignore_index=True) if cells else make_cells(), frozenset().union(*(one.accepted for one in read))
    )
    releases = [one for one in folders if one not in ledgers]
    return audit_folder(out, site_url=find_release().site_url, earlier=releases, ledger=known)


def record_release(data: Path, out: Path) -> tuple[int, int]:
    """Add what the finished site shows to the ledgers in data/published: its addresses and the counts in its cells.

    Returns how many of each were new. Nothing is removed.
    """
    if not (out / "site").is_dir():
        message = f"{out / 'site'} does not exist; build first"
        raise BuildError(message)
    guard(data)
    known = set(read_data(data)[2])
    files = read_folder(finished(out))
    before = load_ledger(data).cells
    today = max([find_release().today.isoformat(), *before["released"][-1:]])  # the ledger is in order, whatever the clock says
    addresses = [f"{address},{today}" for address in site_addresses(files) if address not in known]
    cells = new_cells(shown_cells(files), before)
    rows = cells.assign(released=today).to_csv(index=False, header=False, lineterminator="\n").splitlines()
    _append(data / "published" / "addresses.csv", ("address", "first_released"), addresses)
    if len(rows):
        _append(data / CELLS, CELL_COLUMNS, rows)
    return len(addresses), len(rows)


def _append(path: Path, columns: Sequence[str], rows: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(",".join(columns) + "\n", encoding="utf-8")
    ended = path.read_bytes().endswith(b"\n")
    with path.open("a", encoding="utf-8", newline="\n") as ledger:
        ledger.write("" if ended else "\n")
        ledger.writelines(f"{row}\n" for row in rows)
