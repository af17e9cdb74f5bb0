"""Publishers → data/. The only chain with a network. Read this first: `refresh` is the whole way in one page."""

import datetime as dt
import fcntl
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from build_site.errors import DataError, Fault, ProtectionError, SourceError, count
from build_site.model.catalogue import Catalogue
from build_site.model.indicator import Indicator
from build_site.model.receipt import CHANGE_COLUMNS, CHANGES, Fetch, Fetched, Receipt
from build_site.model.register import Source
from build_site.model.request import Answer, Connector, Notice, Reading, Request, Surveyor, Wanted
from build_site.model.table import Table
from build_site.protect.guard import guard
from build_site.pull.ask import ask
from build_site.pull.check import SMALLEST_SHARE, problems
from build_site.pull.client import CutOffError, Publisher, open_publisher
from build_site.pull.difference import Difference, difference, keep_kinds
from build_site.pull.limits import USUAL
from build_site.pull.save import csv_bytes, finish, save
from build_site.pull.summary import Change, Findings, Refusal, change_rows
from build_site.sources import SOURCES
from build_site.validate.icd10 import read_icd10
from build_site.validate.population import check_population
from build_site.validate.reading import Reader
from build_site.validate.things import read_catalogue
from build_site.validate.values import read_table

MOST_NAMED = 40
"""Known names listed when somebody gives one that is not; the rest are counted."""
NO_FIGURES = ("vanished", "kept", "not_asked")
"""Kinds of notice by which a connector says that it is right that an indicator got no figures."""
HAUL = "haul-"
"""Begins the name of the folder where a pull puts things aside."""
GIVE_UP_AFTER = 3
"""Groups in a row that could not be read: the rest will be like them, and the publisher is left in peace."""


@dataclass(frozen=True)
class Order:
    """What somebody wants refreshed, and how."""

    data: Path
    sources: tuple[str, ...] = ()
    """None named is every source that is enabled."""
    only: tuple[str, ...] = ()
    """Indicators; none named is every one."""
    base_urls: Mapping[str, str] = field(default_factory=dict)
    """Where a source's API begins, instead of where sources/<id>.yml says."""
    keep_going: bool = False
    """Leave out what is refused and save the rest."""
    cache: Path | None = None

    @property
    def store(self) -> Path:
        """Where answers are kept between runs: beside data/ when nothing is said."""
        return self.cache or self.data.resolve().parent / ".cache" / "pull"


@dataclass(frozen=True)
class Errand:
    """One source to ask, and the groups that its indicators are asked for in."""

    connector: Connector
    wanted: Wanted
    groups: tuple[Wanted, ...]

    @property
    def source(self) -> Source:
        """Return the source."""
        return self.wanted.source

    @property
    def host(self) -> str:
        """Return where it asks: errands to one host wait for each other."""
        return urlsplit(self.wanted.base_url).netloc.casefold()


@dataclass
class Haul:
    """What one errand brought: files put aside until everything is there, where they came from, and what was found out."""

    errand: Errand
    done: int = 0
    """Groups behind it."""
    findings: Findings = field(default_factory=Findings)
    files: dict[str, Path] = field(default_factory=dict)
    """By the path in data/."""
    fetches: dict[str, Fetch] = field(default_factory=dict)
    fetched: dict[str, Fetched] = field(default_factory=dict)
    """By indicator, or by the path of another file."""


Watch = Callable[[str, str, int, int], None]
"""Hears of each question before it is asked, and of each failed attempt: the source, what, and how many groups of how many."""


def unwatched(_source: str, _what: str, _done: int, _of: int) -> None:
    """Watch nothing."""


def refresh(order: Order, *, watch: Watch = unwatched, now: dt.datetime | None = None) -> Findings:
    """Ask every publisher in the order and save what is new; or raise SourceError with everything wrong, and data/ as it was."""
    today = (now or dt.datetime.now(dt.UTC)).date()
    with only_pull(order) as aside:
        finish(order.data)
        guard(order.data)
        catalogue = read_known(order.data)
        run = Run(order, catalogue, aside, watch)
        hauls = fetch_all(run, plan(order, catalogue, today))
        findings = Findings()
        for haul in hauls:
            findings.add(haul.findings)
        if findings.refusals and not (order.keep_going and (findings.changes or findings.unchanged)):
            raise SourceError(_refused(findings.refusals))
        guard_haul(aside)
        save(order.data, contents(run, hauls, findings, today))
    return findings


def guard_haul(aside: Path) -> None:
    """Raise SourceError when a publisher sent something that seems to be about one person."""
    try:
        guard(aside)
    except ProtectionError as error:
        raise SourceError(f"what was fetched can't be kept, data/ is as it was: {error}") from None


@contextmanager
def only_pull(order: Order) -> Iterator[Path]:
    """Give a folder to put things aside in, and take it away after; raise SourceError while another pull uses the store."""
    if not order.data.is_dir():
        raise DataError([Fault(str(order.data), None, "is not a folder; name the data folder with --data")])
    try:
        order.store.mkdir(parents=True, exist_ok=True)
        lock = (order.store / ".lock").open("a", encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{order.store} can't be written to: {error.strerror}; name another folder with --cache") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SourceError(f"another pull is working with {order.store}; wait for it") from None
        for left in order.store.glob(f"{HAUL}*"):  # by a pull that was killed; we hold the lock, so nobody uses it
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=HAUL, dir=order.store) as folder:
            aside = Path(folder) / order.data.resolve().name  # so that faults name files as in data/
            aside.mkdir()
            try:
                yield aside
            except OSError as error:
                raise SourceError(
                    f"{error.filename or order.data} can't be used: {error.strerror}; nothing is half saved."
                    " Make it writable, or room on the disk, and pull again"
                ) from None


def read_known(data: Path) -> Catalogue:
    """Return what data/ knows of everything but the figures, or raise DataError: a pull begins from sound data."""
    if not data.is_dir():
        raise DataError([Fault(str(data), None, "is not a folder; name the data folder with --data")])
    reader = Reader(data.resolve())
    catalogue = read_catalogue(reader)
    if reader.faults:
        raise DataError(reader.faults)
    return catalogue


# What to ask


def plan(order: Order, catalogue: Catalogue, today: dt.date) -> list[Errand]:
    """Return the errands, or raise SourceError naming every source and indicator in the order that can't be had."""
    connectors = {connector.NAME: connector for connector in SOURCES}
    known = {name: one for name, one in catalogue.sources.items() if (one.connector or name) in connectors}
    wrong = list(_check_order(order, catalogue, known))
    if wrong:
        raise SourceError("\n".join(wrong))
    chosen = order.sources or [name for name, one in known.items() if one.enabled]
    errands = [_errand(order, catalogue, known[name], connectors, today) for name in dict.fromkeys(chosen)]
    busy = [errand for errand in errands if errand.groups]
    if not busy:
        raise SourceError(f"there is nothing to ask {', '.join(chosen) or 'anybody'} for: data/ has no indicators from there")
    return busy


def _check_order(order: Order, catalogue: Catalogue, known: Mapping[str, Source]) -> Iterator[str]:
    for name in dict.fromkeys((*order.sources, *order.base_urls)):
        if name in catalogue.sources and name not in known:
            yield f"source {name!r} can't be fetched: nothing reads its format. Sources that can be: {_some(known)}"
        elif name not in known:
            yield f"there is no source {name!r}. Sources that can be fetched: {_some(known)}{_meant(name, known)}"
    reachable = {name: one for name, one in catalogue.indicators.items() if one.source in known}
    for name in dict.fromkeys(order.only):
        one = catalogue.indicators.get(name)
        if one is None:
            yield f"there is no indicator {name!r}. Indicators that can be fetched: {_some(reachable)}{_meant(name, reachable)}"
        elif one.source not in known:
            yield f"indicator {name!r} comes from {one.source}, which nothing fetches; fetched are those of {_some(known)}"
        elif set(order.sources) <= known.keys() and order.sources and one.source not in order.sources:
            yield f"indicator {name!r} comes from {one.source}, which was not named; name it or leave the indicator out"
        elif not order.sources and not known[one.source].enabled:
            yield f"indicator {name!r} comes from {one.source}, which is only fetched when it is named: pull {one.source}"


def _some(names: Iterable[str]) -> str:
    every = sorted(names)
    more = f" and {len(every) - MOST_NAMED} more" if len(every) > MOST_NAMED else ""
    return (", ".join(every[:MOST_NAMED]) or "none") + more


def _meant(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1)
    return f". Did you mean {close[0]}?" if close else ""


def _errand(order: Order, catalogue: Catalogue, source: Source, connectors: Mapping[str, Connector], today: dt.date) -> Errand:
    connector = connectors[source.connector or source.id]
    indicators = {
        name: one
        for name, one in sorted(catalogue.indicators.items())
        if one.source == source.id and (not order.only or name in order.only)
    }
    base_url = order.base_urls.get(source.id) or source.base_url
    if base_url is None:
        raise SourceError(
            f"nothing says where {source.id} is asked; add base_url to sources/{source.id}.yml, or --base-url {source.id}=URL"
        )
    wanted = Wanted(source, base_url.rstrip("/"), indicators, catalogue.areas, today)
    return Errand(connector, wanted, tuple(_groups(wanted, connector.AT_ONCE, alone=not order.only)))


def _groups(wanted: Wanted, size: int, *, alone: bool) -> Iterator[Wanted]:
    """Yield the wanted in lots. A source without indicators is asked for its other files, if it says what to ask for."""
    names = list(wanted.indicators)
    if not names and alone and isinstance(wanted.source.asks, dict):
        yield wanted
    for start in range(0, len(names), size):
        yield replace(wanted, indicators={name: wanted.indicators[name] for name in names[start : start + size]})


def preview(order: Order, today: dt.date) -> list[str]:
    """Return what would be asked, in sentences. Nothing is sent and nothing is written."""
    lines = []
    for errand in plan(order, read_known(order.data), today):
        firsts = [request for group in errand.groups if (request := next(errand.connector.requests(group), None))]
        if isinstance(errand.connector, Surveyor):
            firsts[:0] = [next(errand.connector.survey(errand.wanted))]
        lots = f"{count(len(errand.wanted.indicators), 'indicator')} in {count(len(errand.groups), 'group')}"
        lines.append(f"{errand.source.id}: {lots}, at least {count(len(firsts), 'call')}{', beginning with' if firsts else ''}")
        lines += [f"  {'GET' if first.body is None else 'POST'} {first.url}" for first in firsts[:3]]
    return lines


# Asking


@dataclass
class Run:
    """What every errand of one pull needs to know."""

    order: Order
    catalogue: Catalogue
    aside: Path
    """Shaped like data/: what was fetched lies here until it is saved."""
    watch: Watch
    stopped: threading.Event = field(default_factory=threading.Event)


def fetch_all(run: Run, errands: Sequence[Errand]) -> list[Haul]:
    """Run the errands, several hosts at once and one host in order; return what they brought in the order of the errands."""
    queues: dict[str, list[Errand]] = {}
    for errand in errands:
        queues.setdefault(errand.host, []).append(errand)
    with ThreadPoolExecutor(max_workers=len(queues)) as executor:
        tasks = [executor.submit(lambda own: [fetch(run, errand) for errand in own], queue) for queue in queues.values()]
        try:
            hauls = {haul.errand.source.id: haul for task in tasks for haul in task.result()}
        except BaseException:
            run.stopped.set()  # the other hosts stop at their next question
            raise
    return [hauls[errand.source.id] for errand in errands]


def fetch(run: Run, errand: Errand) -> Haul:
    """Return everything one source has, read and checked; what is wrong is in the findings."""
    haul = Haul(errand)
    rate = errand.source.rate_per_second
    limits = replace(USUAL, rate_per_second=rate) if rate else USUAL

    def tell(failed: str) -> None:
        run.watch(errand.source.id, failed, haul.done, len(errand.groups))

    try:
        with open_publisher(
            errand.source.id,
            errand.wanted.base_url,
            cache=run.order.store,
            limits=limits,
            headers=errand.source.headers,
            tell=tell,
        ) as publisher:
            _fetch_groups(run, haul, publisher)
    except SourceError as error:
        haul.findings.refusals.append(Refusal(errand.source.id, None, str(error)))
    return haul


def _fetch_groups(run: Run, haul: Haul, publisher: Publisher) -> None:
    errand, failures = haul.errand, 0
    survey = _survey(run, haul, publisher)
    for haul.done, group in enumerate(errand.groups):
        try:
            answers = ask(errand.connector.requests(group), publisher, watch=_watcher(run, haul))
            if not answers:  # its asks name nothing that is wanted
                continue
            reading = errand.connector.read(group, [*survey, *answers])
        except CutOffError:
            raise
        except SourceError as error:
            publisher.forget()
            failures += 1
            names = list(group.indicators)
            haul.findings.refusals.append(Refusal(errand.source.id, ", ".join(names) or None, str(error)))
            if failures == GIVE_UP_AFTER:
                return
            continue
        failures = 0
        take(run, haul, group, reading, answers)


def _survey(run: Run, haul: Haul, publisher: Publisher) -> list[Answer]:
    """Return what the publisher says of its indicators. Without it the figures are as good, so a refusal is only told."""
    connector, source = haul.errand.connector, haul.errand.source.id
    if not isinstance(connector, Surveyor):
        return []
    try:
        return ask(connector.survey(haul.errand.wanted), publisher, watch=_watcher(run, haul))
    except CutOffError:
        raise
    except SourceError as error:
        haul.findings.notices.append((source, Notice("no_survey", f"nothing is known of vanished or renamed ones: {error}")))
        return []


def _watcher(run: Run, haul: Haul) -> Callable[[Request], None]:
    source, groups = haul.errand.source.id, len(haul.errand.groups)

    def watch(request: Request) -> None:
        if run.stopped.is_set():
            raise CutOffError(f"{source}: stopped")
        haul.findings.asked[source] = haul.findings.asked.get(source, 0) + 1
        run.watch(source, request.what, haul.done, groups)

    return watch


# Reading


@dataclass(frozen=True)
class Lot:
    """One group that has been answered and read."""

    run: Run
    haul: Haul
    wanted: Wanted
    fetch: str
    """The name of its answers in the receipt."""
    when: dt.datetime

    def refuse(self, name: str, reason: str) -> None:
        """Note why something stays as it stands."""
        self.haul.findings.refusals.append(Refusal(self.wanted.source.id, name, reason))

    @property
    def receipt(self) -> Receipt:
        """Return what the last pull from the source got."""
        return self.run.catalogue.receipts.get(self.wanted.source.id) or Receipt(source=self.wanted.source.id)


def take(run: Run, haul: Haul, wanted: Wanted, reading: Reading, answers: Sequence[Answer]) -> None:
    """Check what was read of one group, and put aside what is new."""
    source = wanted.source.id
    haul.findings.notices += [(source, notice) for notice in reading.notices]
    digest = hashlib.sha256(b"".join(hashlib.sha256(answer.body).digest() for answer in answers)).hexdigest()
    haul.fetches[digest] = Fetch(addresses=tuple(answer.request.url for answer in answers))
    lot = Lot(run, haul, wanted, digest, max(answer.retrieved_at for answer in answers).replace(microsecond=0))
    excused = {notice.indicator for notice in reading.notices if notice.kind in NO_FIGURES}
    for name, indicator in wanted.indicators.items():
        old, wrong = _read_figures(run.order.data, indicator, wanted)
        if wrong:
            lot.refuse(name, f"the figures that stand can't be read, so nothing can be compared: {wrong}")
        elif name in reading.tables:
            _take_figures(lot, indicator, old, csv_bytes(reading.tables[name]))
        elif name not in excused and old is not None:
            lot.refuse(name, f"no figures came at all, where there are {count(len(old.frame), 'row')}")
        elif name not in excused:
            haul.findings.notices.append((source, Notice("no_figures", "the publisher has none yet", name)))
    for path, content in sorted(reading.files.items()):
        _take_file(lot, path, content)


def _take_figures(lot: Lot, indicator: Indicator, old: Table | None, content: bytes) -> None:
    path = f"indicators/{indicator.id}/values.csv"
    _put_aside(lot, path, content)
    new, wrong = _read_figures(lot.run.aside, indicator, lot.wanted)
    if new is None:
        lot.refuse(indicator.id, f"the figures that came are not fit to be saved: {wrong}")
        return
    reasons = problems(old, new, lot.wanted.areas, limits=indicator.limits)
    if reasons:
        lot.refuse(indicator.id, "; ".join(reasons))
        return
    kept = keep_kinds(old, new)
    if kept is not new:
        _put_aside(lot, path, csv_bytes(kept.frame))
    _keep(lot, indicator.id, path, indicator.title.sv, difference(old, kept, indicator.limits))


def _take_file(lot: Lot, path: str, content: bytes) -> None:
    stored = lot.run.order.data / path
    lines = set(content.splitlines()[1:])
    before = set(stored.read_bytes().splitlines()[1:]) if stored.is_file() else set()
    rows = max(content.count(b"\n") - 1, 0)
    _put_aside(lot, path, content)
    reader = Reader(lot.run.aside.resolve())
    check_population(reader, dict(lot.wanted.areas))
    read_icd10(reader)
    if len(lines) < SMALLEST_SHARE * len(before):
        lot.refuse(
            path, f"has {count(len(lines), 'row')} where there were {len(before)}; at least {SMALLEST_SHARE:.0%} must be left"
        )
    elif reader.faults:
        lot.refuse(path, f"is not fit to be saved: {_in_words(reader)}")
    else:
        new = Difference(rows, added=len(lines - before), removed=len(before - lines), first=not stored.is_file())
        _keep(lot, path, path, path, new)


def _put_aside(lot: Lot, path: str, content: bytes) -> None:
    target = lot.run.aside / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _read_figures(folder: Path, indicator: Indicator, wanted: Wanted) -> tuple[Table | None, str]:
    """Return an indicator's table and what is wrong with it; neither if it has no figures yet."""
    reader = Reader(folder.resolve())
    path = reader.data / "indicators" / indicator.id / "values.csv"
    if not path.exists():
        return None, ""
    table = read_table(reader, path, indicator, wanted.source, wanted.areas)
    return table, _in_words(reader)


def _in_words(reader: Reader) -> str:
    faults = [f"line {fault.line}: {fault.problem}" if fault.line else fault.problem for fault in reader.faults]
    more = f"; and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
    return "; ".join(faults[:MOST_NAMED]) + more


def _keep(lot: Lot, name: str, path: str, title: str, new: Difference) -> None:
    """Note what is new in one file. A file in which nothing is new is left alone, and so is its receipt."""
    findings, source = lot.haul.findings, lot.wanted.source.id
    before = (lot.receipt.indicators | lot.receipt.files).get(name)
    file = lot.run.order.data / path
    if new.is_empty:
        findings.unchanged.append((source, name))
    else:
        findings.changes.append(Change(source, name, title, new))
        file = lot.haul.files[path] = lot.run.aside / path
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if new.is_empty and before is not None and before.sha256 == digest:
        return
    counted = {"rows": new.rows, "added": new.added, "changed": new.changed, "removed": new.removed}
    lot.haul.fetched[name] = Fetched(fetch=lot.fetch, retrieved_at=lot.when, sha256=digest, **counted)


# Saving


def contents(run: Run, hauls: Sequence[Haul], findings: Findings, today: dt.date) -> dict[str, bytes | Path]:
    """Return every file to save by its path in data/: figures, receipts and the list of changes. None if nothing is new."""
    files: dict[str, bytes | Path] = {}
    for haul in hauls:
        files |= haul.files
        if haul.fetched:
            files[f"sources/{haul.errand.source.id}.receipt.json"] = _receipt(run, haul)
    recorded = {row["indicator"]: row["kind"] for row in run.catalogue.changes}
    rows = change_rows(findings, recorded, today)
    if rows:
        path = run.order.data / CHANGES
        before = path.read_bytes() if path.exists() else (",".join(CHANGE_COLUMNS) + "\n").encode()
        files[CHANGES] = before + (b"" if before.endswith(b"\n") else b"\n") + rows
    return files


def _receipt(run: Run, haul: Haul) -> bytes:
    """Return the source's receipt: what was new now, and for the rest what the last pull said of it."""
    source = haul.errand.source.id
    before = run.catalogue.receipts.get(source) or Receipt(source=source)
    own = {name for name, one in run.catalogue.indicators.items() if one.source == source}
    indicators = {name: one for name, one in (before.indicators | haul.fetched).items() if name in own}
    files = before.files | {name: one for name, one in haul.fetched.items() if name not in own}
    used = {one.fetch for one in (*indicators.values(), *files.values())}
    fetches = {name: one for name, one in (before.fetches | haul.fetches).items() if name in used}
    receipt = Receipt(source=source, fetches=fetches, indicators=indicators, files=files)
    layout = orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(receipt.model_dump(mode="json", exclude_defaults=True), option=layout)


def _refused(refusals: Sequence[Refusal]) -> str:
    """Return one message with every refusal; reasons that many share are said once."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in refusals:
        names.setdefault((one.source, one.reason), []).append(one.name or "")
    lines = [f"{count(len(refusals), 'refusal')}: nothing is saved, data/ is as it was"]
    for (source, reason), own in names.items():
        whom = ", ".join(filter(None, own))
        lines.append(f"  - {source}: {whom}{': ' if whom else ''}{reason.removeprefix(f'{source}: ')}")
    return "\n".join(lines)
