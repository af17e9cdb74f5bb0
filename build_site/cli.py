"""build-site: arguments, progress, printing and exit codes; nothing else in the package prints or exits."""

import argparse
import datetime as dt
import functools
import gc
import http.server
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Never, Self

from tqdm import tqdm

from build_site.errors import BuildError, BuildSiteError, count

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 11 data, 12 source, 13 protection, 14 build."""
    options = make_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except BuildSiteError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; what stood before still stands", file=sys.stderr)
        return INTERRUPTED
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(prog="build-site", description="Build Jämförbart from its data folder.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = _command(commands, "build", run_build, "data/ to OUT/docs and OUT/site")
    _add_data(build)
    _add_out(build)
    build.add_argument("--jobs", type=_positive, default=os.cpu_count() or 1, help="processes that draw charts")
    build.add_argument("--no-render", action="store_true", help="stop at OUT/docs, without MkDocs")

    serve = _command(commands, "serve", run_serve, "show the finished site on localhost")
    _add_out(serve)
    serve.add_argument("--port", type=int, default=8000)

    _add_pull(_command(commands, "pull", run_pull, "ask the publishers, and save in DATA what is new"))

    check = _command(commands, "check", run_check, "name every fault in the data, with file, line and fix")
    _add_data(check)

    audit = _command(commands, "audit", run_audit, "read the finished files as a stranger would")
    audit.add_argument("out", type=Path, metavar="OUT")
    audit.add_argument(
        "--earlier",
        type=Path,
        nargs="*",
        default=[],
        metavar="DIR",
        help="what earlier releases wrote, or a data folder with their ledger",
    )

    record = _command(
        commands, "record", run_record, "add the addresses and counts of the finished site to the ledgers in data/published"
    )
    _add_data(record)
    _add_out(record)
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], None],
    summary: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.set_defaults(command=run)
    parser.add_argument("--quiet", action="store_true", help="print only what went wrong")
    return parser


def _add_pull(pull: argparse.ArgumentParser) -> None:
    pull.add_argument("sources", nargs="*", metavar="SOURCE", help="ids in DATA/sources; every enabled one without")
    _add_data(pull)
    pull.add_argument("--only", type=_names, action="extend", default=[], metavar="ID,…", help="just these indicators")
    pull.add_argument(
        "--base-url", type=_base_url, action="append", default=[], metavar="SOURCE=URL", help="ask a source at another address"
    )
    pull.add_argument("--dry-run", action="store_true", help="say what would be asked; nothing is sent")
    pull.add_argument("--keep-going", action="store_true", help="leave out what is refused and save the rest")
    pull.add_argument("--summary", type=Path, metavar="FILE", help="write the summary there too, as Markdown")
    pull.add_argument("--cache", type=Path, metavar="DIR", help="where answers are kept (default: .cache/pull beside DATA)")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _base_url(text: str) -> tuple[str, str]:
    source, _, url = text.partition("=")
    if not source or not url:
        message = f"{text!r} is not SOURCE=URL; write for example kolada=https://api.kolada.se/v3"
        raise argparse.ArgumentTypeError(message)
    return source, url


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder (default: data)")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, default=Path("out"), help="where the machine writes (default: out)")


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        message = f"invalid number {text!r}; write 1 or more"
        raise argparse.ArgumentTypeError(message) from None
    if number < 1:
        message = "must be 1 or more"
        raise argparse.ArgumentTypeError(message)
    return number


class Progress:
    """Shows each stage and how long it took: in place on a terminal, a plain line elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        """Begin to count."""
        self.quiet = quiet
        self.live = sys.stderr.isatty()
        self.begun = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Show a stage while it runs and its time when it is done."""
        begun = time.perf_counter()
        if self.live and not self.quiet:
            print(f"\r  {name} …\033[K", end="", file=sys.stderr, flush=True)
        try:
            yield
        except BaseException:
            if self.live and not self.quiet:
                print(file=sys.stderr)  # what went wrong begins on a line of its own
            raise
        if not self.quiet:
            start = "\r" if self.live else ""
            print(f"{start}  {name:<12} {time.perf_counter() - begun:6.2f} s", file=sys.stderr, flush=True)

    @property
    def seconds(self) -> float:
        """Return the time since the beginning."""
        return time.perf_counter() - self.begun


def run_build(options: argparse.Namespace) -> None:
    """Build the site."""
    from build_site.build import build  # noqa: PLC0415  (pandas takes a second to import; --help should not)

    gc.disable()  # nothing is thrown away before the end, and looking for it costs a tenth of the time
    progress = Progress(quiet=options.quiet)
    built = build(options.data, options.out, jobs=options.jobs, render=not options.no_render, watch=progress.stage)
    if options.quiet:
        return
    folder = options.out / ("docs" if options.no_render else "site")
    state = "built" if built.rendered else "unchanged, left as it stood"
    print(f"{folder}: {count(built.files, 'file')}, {built.size / 1e6:.1f} MB, {state}, {progress.seconds:.1f} s")
    if not options.no_render:
        print("Open it with: make serve   (http://localhost:8000/)")


def run_pull(options: argparse.Namespace) -> None:
    """Ask the publishers and save what is new, or say what would be asked."""
    from build_site.pull.summary import markdown  # noqa: PLC0415
    from build_site.refresh import Order, preview, refresh  # noqa: PLC0415

    order = Order(
        data=options.data,
        sources=tuple(options.sources),
        only=tuple(options.only),
        base_urls=dict(options.base_url),
        keep_going=options.keep_going,
        cache=options.cache,
    )
    now = dt.datetime.now(dt.UTC)
    if options.dry_run:
        print("\n".join(preview(order, now.date())))
        return
    with PullProgress(quiet=options.quiet) as progress:
        summary = markdown(refresh(order, watch=progress.watch, now=now), now.date())
    if not options.quiet:
        print(summary, end="")
    if options.summary:
        _write_summary(options.summary, summary)


def _write_summary(path: Path, summary: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(summary, encoding="utf-8")
    except OSError as error:
        raise BuildError(f"{path} can't be written to ({error.strerror}); the figures are saved all the same") from None


class PullProgress:
    """Shows what is asked, how far it has come and how long it takes: a bar on a terminal, a line for each group elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        """Begin to count."""
        self.quiet = quiet
        self.bar: tqdm[Never] | None = None
        self.groups: dict[str, tuple[int, int]] = {}
        self.begun = time.perf_counter()
        self.lock = threading.Lock()

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self.quiet:
            self.bar = tqdm(total=0, unit="group", file=sys.stderr, leave=False)
        return self

    def __exit__(self, *_error: object) -> None:
        if self.bar is not None:
            self.bar.close()

    def watch(self, source: str, what: str, done: int, of: int) -> None:
        """Show a question before it is asked. Called from several threads."""
        if self.quiet:
            return
        with self.lock:
            begins = self.groups.get(source) != (done, of)
            self.groups[source] = (done, of)
            if self.bar is not None:
                self.bar.total = sum(total for _, total in self.groups.values())
                self.bar.n = sum(own for own, _ in self.groups.values())
                self.bar.set_description(f"{source}: {what}")
            elif begins:
                seconds = time.perf_counter() - self.begun
                print(f"  {source}: {what} (group {done + 1} of {of}, {seconds:.1f} s)", file=sys.stderr, flush=True)


def run_serve(options: argparse.Namespace) -> None:
    """Show the finished site until interrupted."""
    site = options.out / "site"
    if not site.is_dir():
        message = f"{site} does not exist; build first with: make site"
        raise BuildError(message)
    handler = functools.partial(SiteHandler, directory=str(site))
    try:
        listening = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler)
    except (OSError, OverflowError) as error:
        message = f"port {options.port} can't be used ({error}); choose another with --port"
        raise BuildError(message) from None
    with listening as server:
        print(f"http://localhost:{server.server_address[1]}/   (Ctrl-C stops)", flush=True)
        server.serve_forever()


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files as a static host does: with the site's own page for 404, and quietly."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a missing address with the site's own page."""
        page = Path(self.directory) / "404.html"
        if code != http.HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name is the library's)
        """Say nothing of each request."""


def run_check(options: argparse.Namespace) -> None:
    """Name every fault in the data, or say how much there is."""
    from build_site.protect.guard import guard  # noqa: PLC0415
    from build_site.validate.folder import read_data  # noqa: PLC0415

    guard(options.data)  # first: what is named below may quote the data
    catalogue, tables, _ = read_data(options.data)
    if not options.quiet:
        rows = sum(len(table.frame) for table in tables.values())
        waiting = f"; {len(catalogue.waiting)} more wait for their first pull" if catalogue.waiting else ""
        print(f"{options.data}: no faults in {count(len(catalogue.indicators), 'indicator')} with {count(rows, 'row')}{waiting}")


def run_audit(options: argparse.Namespace) -> None:
    """Attack the finished files."""
    from build_site.build import audit  # noqa: PLC0415

    read = audit(options.out, options.earlier)
    if not options.quiet:
        print(f"{options.out}: no faults in {count(read, 'file')}")


def run_record(options: argparse.Namespace) -> None:
    """Add the addresses and the counts of the finished site to the ledgers."""
    from build_site.build import record_release  # noqa: PLC0415

    addresses, cells = record_release(options.data, options.out)
    if not options.quiet:
        print(f"{options.data}/published/addresses.csv: {count(addresses, 'new address', 'es')}")
        if cells:
            print(f"{options.data}/published/cells.csv: {count(cells, 'new cell')}")
