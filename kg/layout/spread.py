"""Up to a few hundred nodes: spread evenly, no label on another, few nodes on lines that pass by."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.layout.geometry import GAP, Box, Piece, Point, across, as_igraph, circle, room_for, scaled

OFF_EDGE_ROUNDS = 40  # then only labels are pushed, so that the last word is theirs


def spread_evenly(piece: Piece) -> list[Point]:
    """Places for one connected component, even enough that every label has room."""
    count = len(piece.boxes)
    places = [(x, y) for x, y in as_igraph(piece).layout_kamada_kawai(seed=circle(count), maxiter=60 * count)]
    places = _evened(across(places)) if count > 12 else across(places)
    places = scaled(places, sum(map(room_for, piece.boxes)) * (2.3 if count > 12 else 1.6))
    return separated(places, piece.boxes, list(piece.pairs))


def _evened(places: list[Point], share: float = 0.65) -> list[Point]:
    """Spread out where nodes crowd and drawn in where they are few.

    Actors of one industry are all two steps from one another, so distances alone pile them up in the middle. Each
    coordinate moves part of the way to where it would be if all were spaced equally.
    """
    axes = []
    for values in zip(*places, strict=True):
        low, size = min(values), max(values) - min(values)
        step = size / max(1, len(values) - 1)
        order = sorted(range(len(values)), key=lambda i: (values[i], i))
        even = {index: low + step * place for place, index in enumerate(order)}
        axes.append([(1 - share) * value + share * even[i] for i, value in enumerate(values)])
    return list(zip(axes[0], axes[1], strict=True))


def separated(places: list[Point], boxes: list[Box], pairs: list[tuple[int, int]], rounds: int = 240) -> list[Point]:
    """Pushed apart until no label lies on another, and nodes off the edges that only pass by."""
    points = [[x, y] for x, y in places]
    off_edges = len(points) * len(pairs) <= 40_000  # above that, lines cross nodes anyway and the pass costs seconds
    for step in range(rounds):
        if off_edges and step < OFF_EDGE_ROUNDS:
            _push_off_edges(points, boxes, pairs)
        moved = _push_apart(points, boxes)
        if not moved and (not off_edges or step >= OFF_EDGE_ROUNDS):
            break
        if step % 20 == 19:  # too tight to settle: make room
            points = [[x * 1.03, y * 1.03] for x, y in points]
    return [(x, y) for x, y in points]


def _push_apart(points: list[list[float]], boxes: Sequence[Box]) -> bool:
    """One round over all overlapping pairs, each pushed apart by the shorter way; whether any overlapped.

    Pairs are found in strips as high as the highest box, each swept from left to right.
    """
    height = max(box.radius + box.below for box in boxes) + GAP
    widest = 2 * max(box.half_width for box in boxes) + GAP
    left = [point[0] - box.half_width for point, box in zip(points, boxes, strict=True)]
    strips: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for i in sorted(range(len(points)), key=lambda i: (left[i], i)):
        strips[math.floor(points[i][1] / height)].append((left[i], i))
    found = False
    for row in sorted(strips):
        for rank, (start, i) in enumerate(strips[row]):
            reach = start + 2 * boxes[i].half_width + GAP
            for _, j in _until(strips[row], rank + 1, reach):
                found |= _push_pair(points[i], points[j], boxes[i], boxes[j])
            below = strips.get(row + 1, [])
            for _, j in _until(below, bisect_left(below, (start - widest, -1)), reach):
                found |= _push_pair(points[i], points[j], boxes[i], boxes[j])
    return found


def _until(strip: list[tuple[float, int]], first: int, reach: float) -> Iterator[tuple[float, int]]:
    for index in range(first, len(strip)):
        if strip[index][0] > reach:
            return
        yield strip[index]


def _push_pair(a: list[float], b: list[float], box_a: Box, box_b: Box) -> bool:
    dx, dy = b[0] - a[0], b[1] - a[1]
    over_y = (box_a.below + box_b.radius if dy > 0 else box_b.below + box_a.radius) + GAP - abs(dy)
    if over_y <= 0.5:
        return False
    over_x = box_a.half_width + box_b.half_width + GAP - abs(dx)
    if over_x <= 0.5:
        return False
    if over_x < over_y * 1.2:
        push = over_x * (0.5 if dx >= 0 else -0.5)
        a[0] -= push
        b[0] += push
    else:
        push = over_y * (0.5 if dy >= 0 else -0.5)
        a[1] -= push
        b[1] += push
    return True


def _push_off_edges(points: list[list[float]], boxes: Sequence[Box], pairs: Sequence[tuple[int, int]]) -> None:
    """Each node a little away from the straight lines that run over it without ending there."""
    for a, b in pairs:
        (ax, ay), (bx, by) = points[a], points[b]
        ux, uy = bx - ax, by - ay
        squared = ux * ux + uy * uy
        if squared < 1:
            continue
        length = math.sqrt(squared)
        for i, point in enumerate(points):
            along = ((point[0] - ax) * ux + (point[1] - ay) * uy) / squared
            if not 0.02 < along < 0.98 or i in (a, b):
                continue
            aside = ((point[0] - ax) * uy - (point[1] - ay) * ux) / length
            clear = boxes[i].radius + 12
            if abs(aside) < clear:
                push = (clear - abs(aside)) * 0.3 * (1 if aside >= 0 else -1)
                point[0] += push * uy / length
                point[1] -= push * ux / length
