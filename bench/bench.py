"""Measure the build: `make bench`. Every build runs in a process and a temporary folder of its own.

1. The real data, rendered: from nothing, and again unchanged.
2. Workload W (workload.py) to docs/ only.
3. A floor for W in the same run: its rows from CSV to JSON and nothing else, so that ratios hold on any machine.
4. Every method over 14 million values (methods.py), against plain NumPy arithmetic on the same columns.

What is measured apart, each by itself because it takes its own time, is listed at the end (ALONE).
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from methods import VALUES, run_methods
from workload import write_workload

PROJECT = Path(__file__).resolve().parents[1]
DATA_STAGES = ("validate", "protect", "compare", "endpoints", "search")
MOST_SECONDS = 5.0
"""Aim for the data stages and endpoints of W."""
MOST_MEGABYTES = 500
"""Aim for the memory held until they are done."""
MOST_OF_FIRST = 0.30
"""Aim for a second build of unchanged data, as a share of the first."""

MOST_METHOD_SECONDS = 20.0
"""Aim for all methods together, by the clock."""
MOST_METHOD_MEGABYTES = 4_000
"""Aim for the memory held by the methods and their columns."""

ALONE = {
    "protect.py": "hiding small numbers: time, and figures lost beside all or nothing",
    "audit.py": "the attack on published figures: time, memory, and leaks found",
    "search.py": "the search engine with 5,000 entries, and the weight of its index",
    "fees.py": "a basket in every place at once, in both calculators",
    "pull.py": "a full pull over HTTP, and one that finds nothing new",
}
"""Benches that are run by themselves: `.venv/bin/python bench/<name>`."""

Measured = dict[str, Any]


def main() -> None:
    """Measure everything and print it; or, as a child process, do one of the things measured."""
    parser = argparse.ArgumentParser(description="Measure the build.")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--indicators", type=int, default=100, help="size of workload W")
    parser.add_argument("--child", choices=["build", "docs", "floor", "methods"], help=argparse.SUPPRESS)
    parser.add_argument("folders", type=Path, nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "floor":
        print(json.dumps(run_floor(*options.folders)))
    elif options.child == "methods":
        print(json.dumps({"seconds": run_methods(), "megabytes": _peak()}))
    elif options.child:
        print(json.dumps(run_build(*options.folders, jobs=options.jobs, render=options.child == "build")))
    else:
        measure(options.jobs, options.indicators)
        show_alone()


def run_build(data: Path, out: Path, *, jobs: int, render: bool) -> Measured:
    """Build once and return seconds by stage, peak memory, files and bytes."""
    begun = time.perf_counter()
    from build_site.build import build  # noqa: PLC0415  (importing is part of what a user waits for)

    stages: dict[str, float] = {"import": time.perf_counter() - begun}
    memory: dict[str, float] = {"import": _peak()}

    @contextmanager
    def watch(name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        stages[name] = stages.get(name, 0.0) + time.perf_counter() - start
        memory[name] = _peak()

    built = build(data, out, jobs=jobs, render=render, watch=watch)
    seconds = time.perf_counter() - begun
    pages = sum(1 for _ in (out / ("site" if render else "docs")).rglob("index.html" if render else "index.md"))
    return {
        "stages": stages,
        "seconds": seconds,
        "memory": memory,
        "megabytes": _peak(),
        "files": built.files,
        "pages": pages,
        "bytes": built.size,
        "rendered": built.rendered,
    }


def run_floor(data: Path, out: Path) -> Measured:
    """Take every row of W from CSV to JSON in the plainest way, and return seconds and peak memory."""
    begun = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    rows = size = 0
    for path in sorted((data / "indicators").glob("*/values.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            parsed = [
                row
                | {
                    name: float(row[name]) if row[name] else None
                    for name in ("value", "lower", "upper", "numerator", "denominator")
                }
                for row in csv.DictReader(lines)
            ]
        content = orjson.dumps(parsed, option=orjson.OPT_SORT_KEYS)
        (out / f"{path.parent.name}.json").write_bytes(content)
        rows, size = rows + len(parsed), size + len(content)
    return {"seconds": time.perf_counter() - begun, "megabytes": _peak(), "rows": rows, "bytes": size}


def _peak() -> float:
    """Return the most memory that this process ever held, in megabytes: Linux counts kilobytes, macOS bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def child(kind: str, data: Path, out: Path, jobs: int) -> Measured:
    """Run one thing in a fresh process and return what it measured."""
    command = [sys.executable, __file__, "--child", kind, "--jobs", str(jobs), str(data), str(out)]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"bench: {kind} of {data} failed")
    measured: Measured = json.loads(done.stdout)
    return measured


def measure(jobs: int, indicators: int) -> None:
    """Print the whole table."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}, {jobs} jobs")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = Path(folder)
        cold = child("build", PROJECT / "data", work / "real", jobs)
        show("Real data, rendered, from nothing", cold)
        warm = child("build", PROJECT / "data", work / "real", jobs)
        show("Real data, rendered, again unchanged", warm)
        told("share of the first build", warm["seconds"] / cold["seconds"], MOST_OF_FIRST, "")
        rows = write_workload(work / "data", indicators=indicators)
        docs = child("docs", work / "data", work / "w", jobs)
        show(f"Workload W, {rows:,} rows, to docs/", docs)
        floor = child("floor", work / "data", work / "floor", jobs)
        data_stages = sum(docs["stages"].get(name, 0.0) for name in DATA_STAGES)
        told("data stages and endpoints", data_stages, MOST_SECONDS, " s")
        told("memory until they are done", docs["memory"]["search"], MOST_MEGABYTES, " MB")
        print(f"\nFloor: {floor['rows']:,} rows from CSV to JSON: {floor['seconds']:.2f} s, {floor['megabytes']:.0f} MB")
        print(f"  data stages and endpoints are {data_stages / floor['seconds']:.2f} × the floor")
        show_methods(child("methods", work, work, jobs))


def show(title: str, measured: Measured) -> None:
    """Print one build."""
    state = "" if measured["rendered"] else ", left as it stood"
    print(f"\n{title}{state}")
    for name, seconds in measured["stages"].items():
        print(f"  {name:<12} {seconds:7.2f} s  {measured['memory'][name]:6.0f} MB at most so far")
    print(f"  {'all':<12} {measured['seconds']:7.2f} s")
    written = f"{measured['files']:,} files, {measured['pages']:,} pages, {measured['bytes'] / 1e6:.1f} MB"
    print(f"  {written}; at most {measured['megabytes']:.0f} MB of memory, without the processes that draw")


def show_methods(measured: Measured) -> None:
    """Print every method, and how many times plain arithmetic it takes."""
    seconds = dict(measured["seconds"])
    _, floor = seconds.pop("floor")
    print(f"\nMethods over {VALUES:,} values; plain arithmetic on the same columns: {floor:.2f} s of the processor")
    for name, (clock, processor) in seconds.items():
        print(
            f"  {name:<30} {clock:7.2f} s by the clock  {processor:7.2f} s of the processor  {processor / floor:6.1f} × the floor"
        )
    clock, processor = (sum(column) for column in zip(*seconds.values(), strict=True))
    told("all methods, by the clock", clock, MOST_METHOD_SECONDS, " s")
    told("memory", measured["megabytes"], MOST_METHOD_MEGABYTES, " MB")
    print(f"  of the processor: {processor:.2f} s, {processor / floor:.0f} × the floor")


def show_alone() -> None:
    """Print which benches there are besides this one."""
    print("\nMeasured by themselves:")
    for name, what in ALONE.items():
        print(f"  python bench/{name:<11} {what}")


def told(what: str, value: float, most: float, unit: str) -> None:
    """Print a number beside its aim."""
    print(f"  {what}: {value:.2f}{unit} (aim: at most {most:g}{unit}){'' if value <= most else '  MISSED'}")


if __name__ == "__main__":
    main()
