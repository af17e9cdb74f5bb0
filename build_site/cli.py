"""build-site: arguments, progress, printing and exit codes; nothing else in the package prints or exits."""

import argparse
import functools
import gc
import http.server
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

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

    check = _command(commands, "check", run_check, "name every fault in the data, with file, line and fix")
    _add_data(check)

    audit = _command(commands, "audit", run_audit, "read the finished files as a stranger would")
    audit.add_argument("out", type=Path, metavar="OUT")
    audit.add_argument("--earlier", type=Path, nargs="*", default=[], metavar="DIR", help="finished folders of earlier releases")

    record = _command(commands, "record", run_record, "add the addresses of the finished site to the ledger in data/published")
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
    from build_site.validate.folder import read_data  # noqa: PLC0415

    catalogue, tables, _ = read_data(options.data)
    if not options.quiet:
        rows = sum(len(table.frame) for table in tables.values())
        print(f"{options.data}: no faults in {count(len(catalogue.indicators), 'indicator')} with {count(rows, 'row')}")


def run_audit(options: argparse.Namespace) -> None:
    """Attack the finished files."""
    from build_site.audit.folder import audit_folder  # noqa: PLC0415
    from build_site.build import find_release  # noqa: PLC0415

    read = audit_folder(options.out, site_url=find_release().site_url, earlier=options.earlier)
    if not options.quiet:
        print(f"{options.out}: no faults in {count(read, 'file')}")


def run_record(options: argparse.Namespace) -> None:
    """Add the addresses of the finished site to the ledger."""
    from build_site.build import record_addresses  # noqa: PLC0415

    added = record_addresses(options.data, options.out)
    if not options.quiet:
        print(f"{options.data}/published/addresses.csv: {count(added, 'new address', 'es')}")
