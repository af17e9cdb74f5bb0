"""Measure a full pull from Kolada: 300 indicators × 312 areas × 15 years × 3 sexes of made-up figures, over real HTTP.

    python bench/pull.py [--indicators 300] [--years 15]

The server is a process of its own, so that time and memory are the pull's. Two pulls: one that gets everything, and one that
finds nothing new and must touch no file.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

MOST_SECONDS = 60.0
"""Aim for our own time: processor seconds, and the clock's with a server on the same machine."""
MOST_MEGABYTES = 500
MOST_OF_LEAST_CALLS = 1.10
PER_PAGE = 5000
LISTED = 6099
"""How many measures Kolada had in March 2026."""
LAST_YEAR = 2026
SEXES = 3

Measured = dict[str, Any]


def main() -> None:
    """Measure and print; or, as a child process, serve or pull."""
    parser = argparse.ArgumentParser(description="Measure a pull.")
    parser.add_argument("--indicators", type=int, default=300)
    parser.add_argument("--years", type=int, default=15)
    parser.add_argument("--child", choices=["serve", "pull"], help=argparse.SUPPRESS)
    parser.add_argument("more", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "serve":
        serve(options.indicators, options.years)
    elif options.child == "pull":
        print(json.dumps(pull(Path(options.more[0]), options.more[1])))
    else:
        measure(options.indicators, options.years)


def names(number: int) -> list[str]:
    """Return made-up ids in Kolada's form."""
    return [f"N{one:05}" for one in range(number)]


def kolada_codes() -> list[str]:
    """Return Kolada's codes of every area."""
    lines = (PROJECT / "data" / "areas" / "areas.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [line.partition(",")[0].zfill(4) for line in lines]


def serve(indicators: int, years: int) -> None:
    """Serve until the parent closes the pipe; then print how many calls there were and how many bytes."""
    from tests.servers.kolada import KoladaServer, Series, Thing  # noqa: PLC0415

    class Server(KoladaServer):
        """Makes the figures of one question once for all of its pages."""

        made: tuple[str, list[Thing]] = ("", [])

        def _figures(self, names: str, years: str) -> list[Thing]:
            if self.made[0] != names + years:
                self.made = names + years, super()._figures(names, years)
            return self.made[1]

    span = range(LAST_YEAR - years, LAST_YEAR)
    series = [Series(name, years=span, areas=kolada_codes()) for name in names(indicators)]
    with Server(series, others=LISTED - indicators) as server:
        sent = 0

        def weigh(_path: str, body: bytes) -> bytes:
            nonlocal sent
            sent += len(body)
            return body

        server.tamper = weigh
        print(server.url, flush=True)
        for _ in sys.stdin:  # a line for each pull
            print(json.dumps({"calls": len(server.asked), "bytes": sent}), flush=True)
            server.asked.clear()
            sent = 0


def pull(data: Path, url: str) -> Measured:
    """Pull once and return what it cost."""
    begun = time.perf_counter()
    from build_site.refresh import Order, refresh  # noqa: PLC0415  (importing is part of what a user waits for)

    findings = refresh(Order(data, ("kolada",), base_urls={"kolada": url}))
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "seconds": time.perf_counter() - begun,
        "processor": used.ru_utime + used.ru_stime,
        "megabytes": used.ru_maxrss * unit / 1e6,
        "changed": len(findings.changes),
        "unchanged": len(findings.unchanged),
    }


def measure(indicators: int, years: int) -> None:
    """Print the whole table."""
    from tests.pulled import write_data  # noqa: PLC0415

    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}")
    figures = indicators * len(kolada_codes()) * years
    least = -(-figures // PER_PAGE) + (-(-LISTED // PER_PAGE) if indicators > PER_PAGE // 100 else 1)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        data = write_data(Path(folder) / "data", waiting=names(indicators))
        (data / "areas" / "areas.csv").write_bytes((PROJECT / "data" / "areas" / "areas.csv").read_bytes())
        command = [sys.executable, __file__, "--indicators", str(indicators), "--years", str(years), "--child"]
        with subprocess.Popen([*command, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin is not None
            assert server.stdout is not None
            url = server.stdout.readline().strip()
            for title in ("Everything is new", "Nothing is new"):
                before = ages(data)
                done = subprocess.run(
                    [*command, "pull", str(data), url], stdout=subprocess.PIPE, text=True, check=True, cwd=PROJECT
                )
                server.stdin.write("\n")
                server.stdin.flush()
                show(title, json.loads(done.stdout), json.loads(server.stdout.readline()), least)
                touched = sum(1 for path, when in ages(data).items() if before.get(path) != when)
                print(f"  {touched:,} files and folders touched")
            server.stdin.close()


def ages(data: Path) -> dict[str, int]:
    """Return when each file and folder was last changed."""
    return {str(path): path.stat().st_mtime_ns for path in data.rglob("*")}


def show(title: str, cost: Measured, served: Measured, least: int) -> None:
    """Print one pull beside its aims."""
    print(f"\n{title}: {cost['changed']} indicators changed, {cost['unchanged']} not")
    print(f"  {served['bytes'] / 1e6:,.0f} MB of JSON; {cost['seconds']:.1f} s by the clock, with the server on this machine")
    told("our own processor time", cost["processor"], MOST_SECONDS, " s")
    told("memory", cost["megabytes"], MOST_MEGABYTES, " MB")
    told(f"calls: {served['calls']}, the least possible {least}; ratio", served["calls"] / least, MOST_OF_LEAST_CALLS, "")


def told(what: str, value: float, most: float, unit: str) -> None:
    """Print a number beside its aim."""
    print(f"  {what}: {value:.2f}{unit} (aim: at most {most:g}{unit}){'' if value <= most else '  MISSED'}")


if __name__ == "__main__":
    main()
