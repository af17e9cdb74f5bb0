"""Measure what the audit costs: time, memory, and leaks found where only small cells were hidden.

    python bench/audit.py [--seed 1]

The same workloads as protect.py, published as files: first 936 cells of one year, then next year's size with municipalities
as small as the real ones, and one where nothing is small. Each is audited as `protect` leaves it (no leak may be found) and as
a careless publisher would (each small cell hidden, and nothing else), and the largest once more with last year's release.
"""

import argparse
import resource
import time
from collections.abc import Mapping

import numpy as np
from protect import make_table

from build_site.audit.small_numbers import check_small_numbers
from build_site.model.output import Files, json_bytes
from build_site.model.table import NUMBERS, SafeTable, Table
from build_site.protect import protect
from build_site.protect.rules import find_reasons
from build_site.publish.endpoints.indicators import observations, plain_columns


def publish(tables: Mapping[str, Table]) -> Files:
    """Return the tables as the API's files."""
    return {
        f"api/v1/indicators/{name}.json": json_bytes(
            {
                "unit": "percent",
                "additive_over": list(table.additive_over),
                "smallest_denominator": table.smallest_denominator,
                "smallest_count": table.smallest_count,
                "observations": observations(plain_columns(SafeTable(table))),
            }
        )
        for name, table in tables.items()
    }


def hide_small(table: Table) -> Table:
    """Return the table with what is small by itself hidden."""
    frame = table.frame.copy()
    small = find_reasons(frame["numerator"].to_numpy(), frame["denominator"].to_numpy(), table).any
    frame.loc[small, list(NUMBERS)] = np.nan
    frame.loc[small, "status"] = "suppressed"
    return Table(table.indicator, frame, table.smallest_denominator, table.additive_over, table.smallest_count)


def measure(title: str, tables: Mapping[str, Table], earlier: Files | None = None) -> Files:
    """Print how long the audit takes and what it finds, and return the files."""
    files = publish(tables)
    hidden = sum(int((table.frame["status"] == "suppressed").sum()) for table in tables.values())
    begun, used = time.perf_counter(), time.process_time()
    faults = check_small_numbers(files, earlier=[] if earlier is None else [earlier])
    seconds, busy = time.perf_counter() - begun, time.process_time() - used
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{title}: {hidden:,} hidden, {len(faults):,} faults, {seconds:.2f} s ({busy:.2f} s busy), {megabytes:,} MB", flush=True
    )
    return files


def main() -> None:
    """Measure the workloads."""
    parser = argparse.ArgumentParser(description="Measure the audit.")
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    one = {"one": make_table("one", periods=["2024"], share=0.05, part=0.02, seed=seed)}
    measure("one year, protected", dict(protect(one)))
    measure("one year, careless", {name: hide_small(table) for name, table in one.items()})
    years = [str(year) for year in range(2015, 2025)]
    small = {
        f"small-{number:03}": make_table(f"small-{number:03}", periods=years, share=0.05 + number / 200, part=0.02, seed=number)
        for number in range(50)
    }
    safe = dict(protect(small))
    files = measure("W, small places, protected", safe)
    measure("W, small places, with an earlier release", safe, files)
    measure("W, small places, careless", {name: hide_small(table) for name, table in small.items()})
    large = {name: make_table(name, periods=years, share=0.5, part=0.2, seed=place, least=40) for place, name in enumerate(small)}
    measure("W, nothing small", large)


if __name__ == "__main__":
    main()
