"""Borders made light enough for a picture a hand wide."""

from itertools import pairwise
from typing import Any

Ring = list[list[float]]

LON_STEP, LAT_STEP = 0.03, 0.015
"""Degrees: about 1.6 km in Sweden, half a pixel on the map. Points are moved to this grid, so neighbours still share theirs."""
FEWEST_POINTS = 4


def simplify(borders: dict[str, Any]) -> dict[str, Any]:
    """Return GeoJSON with its points on a grid and islands smaller than a step left out; no area loses its last ring."""
    return {**borders, "features": [_feature(feature) for feature in borders["features"]]}


def _feature(feature: dict[str, Any]) -> dict[str, Any]:
    shape = feature["geometry"]
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    kept = [[outer, *filter(None, map(_simple, holes))] for first, *holes in polygons if (outer := _simple(first))]
    if not kept:
        kept = [max(polygons, key=lambda polygon: abs(area(polygon[0])))]
    geometry = {"type": "MultiPolygon", "coordinates": kept}
    return {"type": "Feature", "properties": {"code": feature["properties"]["code"]}, "geometry": geometry}


def _simple(ring: Ring) -> Ring | None:
    """Return the ring on the grid, or None when nothing is left of it or it has turned inside out."""
    points: Ring = []
    for x, y in ring:
        point = [round(round(x / LON_STEP) * LON_STEP, 4), round(round(y / LAT_STEP) * LAT_STEP, 4)]
        if not points or points[-1] != point:
            points.append(point)
    # A ring that turns the other way would be drawn as the whole world except itself.
    return points if len(points) >= FEWEST_POINTS and area(points) * area(ring) > 0 else None


def area(ring: Ring) -> float:
    """Return the area in square degrees, with the sign of the direction it is drawn in."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2
