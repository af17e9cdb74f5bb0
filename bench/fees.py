"""What a basket costs in every place at once, in both calculators: four devices over five years, from the real fee lists.

The aim is 5 ms in the browser's. The first call is told apart: it is what a person waits for, before the engine is warm.
"""

import json
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from build_site.compare.fees import cost, own_rules, rules_for
from build_site.validate.reading import Reader
from build_site.validate.things import read_areas, read_devices

ROOT = Path(__file__).resolve().parents[1]
ENGINE = ROOT / "docs" / "assets" / "fees" / "engine.js"
BASKET = [{"iso": iso, "count": count} for iso, count in (("2206", 2), ("120606", 1), ("122306", 1), ("040312", 1))]
START = "2026-01-01"
TIMES = 50

MEASURE = """
import { readFileSync } from "node:fs";
const { costs } = await import(ENGINE);
const { everything, basket, times } = JSON.parse(readFileSync(0, "utf8"));
const taken = [];
for (let i = 0; i < times; i += 1) {
  const before = performance.now();
  costs(everything, basket, { years: 5, age: 70, start: START });
  taken.push(performance.now() - before);
}
process.stdout.write(JSON.stringify(taken));
"""


def main() -> None:
    """Print how long each calculator takes."""
    reader = Reader(ROOT / "data")
    areas = read_areas(reader)
    devices = read_devices(reader, areas, {})
    places = rules_for(devices, areas)
    own = own_rules(devices)
    before = time.perf_counter()
    for place in places.values():
        cost(place, BASKET, years=5, age=70, start=START)
    taken = time.perf_counter() - before
    print(f"Python   {len(places)} places, each asked: {taken * 1000:.0f} ms, {taken / len(places) * 1e6:.0f} µs a place")
    everything = {"areas": [places[area].as_json() | {"rules": [one.as_json() for one in rules]} for area, rules in own.items()]}
    browser(everything)


def browser(everything: object) -> None:
    """Print how long the browser's takes in Node."""
    node = shutil.which("node")
    if node is None:
        sys.exit("no node on the path")
    code = MEASURE.replace("ENGINE", json.dumps(ENGINE.as_uri())).replace("START", json.dumps(START))
    given = json.dumps({"everything": everything, "basket": BASKET, "times": TIMES}).encode()
    done = subprocess.run([node, "--input-type=module", "-e", code], input=given, capture_output=True, check=True)
    taken = json.loads(done.stdout)
    print(f"Node     all places at once: first {taken[0]:.1f} ms, median of {TIMES} {statistics.median(taken):.1f} ms")


if __name__ == "__main__":
    main()
