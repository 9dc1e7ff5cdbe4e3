"""Connected components side by side, and nodes without any link in rows below them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kg.layout.geometry import ASPECT, GAP, Box, Point, room_for

CELL = 48.0


def in_rows(boxes: Sequence[Box], above: Sequence[Point]) -> list[Point]:
    """Places in rows under what is already there, as wide as that or as a screen."""
    if not boxes:
        return []
    left, right = min((x for x, _ in above), default=0.0), max((x for x, _ in above), default=0.0)
    bottom = max((y for _, y in above), default=0.0)
    across = max(right - left, math.sqrt(sum(map(room_for, boxes)) * ASPECT))
    places: list[Point] = []
    row: list[float] = []
    x, y, deepest = 0.0, bottom + (150.0 if above else 0.0), 0.0
    for box in boxes:
        if row and x + 2 * box.half_width > across:
            places += [((left + right) / 2 + at - x / 2, y) for at in row]
            x, y, deepest, row = 0.0, y + deepest + GAP, 0.0, []
        row.append(x + box.half_width)
        x += 2 * box.half_width + GAP
        deepest = max(deepest, box.radius + box.below)
    return places + [((left + right) / 2 + at - x / 2, y) for at in row]


def cells_of(places: Sequence[Point], boxes: Sequence[Box]) -> set[tuple[int, int]]:
    """The squares of a grid that a component covers."""
    cells: set[tuple[int, int]] = set()
    for (x, y), box in zip(places, boxes, strict=True):
        left, right = math.floor((x - box.half_width - GAP) / CELL), math.floor((x + box.half_width + GAP) / CELL)
        top, bottom = math.floor((y - box.radius - GAP) / CELL), math.floor((y + box.below + GAP) / CELL)
        cells.update((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
    return cells


def pack(shapes: Sequence[set[tuple[int, int]]]) -> list[Point]:
    """A shift for each shape so that none covers another, each as near the middle as it fits (polyomino packing)."""
    taken: set[tuple[int, int]] = set()
    shifts: list[Point] = []
    spiral = _nearest_first(16)
    tried: dict[frozenset[tuple[int, int]], int] = {}  # where a shape did not fit, its like need not try again
    for shape in shapes:
        columns, rows = {c for c, _ in shape}, {r for _, r in shape}
        middle = (min(columns) + max(columns)) // 2, (min(rows) + max(rows)) // 2
        cells = frozenset((c - middle[0], r - middle[1]) for c, r in shape)
        at = tried.get(cells, 0)
        while any((c + spiral[at][0], r + spiral[at][1]) in taken for c, r in cells):
            at += 1
            if at == len(spiral):
                spiral = _nearest_first(2 * max(dy for _, dy in spiral))
        tried[cells] = at
        dx, dy = spiral[at]
        taken.update((c + dx, r + dy) for c, r in cells)
        shifts.append(((dx - middle[0]) * CELL, (dy - middle[1]) * CELL))
    return shifts


def _nearest_first(reach: int) -> list[tuple[int, int]]:
    """Offsets by their distance from the middle, in an ellipse of a screen's shape; a longer list starts the same."""
    wide = math.ceil(reach * ASPECT)
    offsets = [(dx, dy) for dx in range(-wide, wide + 1) for dy in range(-reach, reach + 1)]
    inside = [(dx, dy) for dx, dy in offsets if (dx / ASPECT) ** 2 + dy**2 <= reach**2]
    return sorted(inside, key=lambda o: ((o[0] / ASPECT) ** 2 + o[1] ** 2, o))
