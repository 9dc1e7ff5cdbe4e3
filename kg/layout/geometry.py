"""Shapes and places: what a node covers, and simple moves of sets of points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

Point = tuple[float, float]

ASPECT = 1.6  # width to height of the picture, as of most screens
GAP = 14.0  # free space kept around each node with its label


class Box(NamedTuple):
    """What a node covers: a disc, and a label centred below it."""

    radius: float = 12
    half_width: float = 45
    below: float = 48


class Piece(NamedTuple):
    """A part of the graph with its nodes numbered from 0: boxes, pairs with weights, and (once laid out) places."""

    boxes: list[Box]
    pairs: dict[tuple[int, int], float]


def room_for(box: Box) -> float:
    """Square pixels that a node needs with its label."""
    return (2 * box.half_width + GAP) * (box.radius + box.below + GAP)


def as_igraph(piece: Piece) -> Any:
    """The piece as an igraph graph, nodes numbered alike."""
    import igraph

    return igraph.Graph(n=len(piece.boxes), edges=list(piece.pairs))


def part_of(piece: Piece, members: Sequence[int]) -> Piece:
    """The piece within these nodes, numbered anew in their order."""
    number = {member: index for index, member in enumerate(members)}
    pairs = {(number[a], number[b]): w for (a, b), w in piece.pairs.items() if a in number and b in number}
    return Piece([piece.boxes[member] for member in members], pairs)


def circle(count: int) -> list[Point]:
    """A start that depends on nothing but the count."""
    return [(math.cos(2 * math.pi * i / count), math.sin(2 * math.pi * i / count)) for i in range(count)]


def across(places: list[Point]) -> list[Point]:
    """Turned so that the long side lies across, and stretched towards the shape of a screen."""
    places = centred(places)
    xx = sum(x * x for x, _ in places)
    yy = sum(y * y for _, y in places)
    xy = sum(x * y for x, y in places)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    places = [(x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)) for x, y in places]
    width, height = extent(places)
    stretch = min(1.45, max(1.0, ASPECT * height / width)) if width else 1.0
    return [(x * stretch, y) for x, y in places]


def scaled(places: list[Point], area: float) -> list[Point]:
    """Scaled so that the rectangle around the places has this area (a line is given its length instead)."""
    width, height = extent(places)
    factor = math.sqrt(area / (width * max(height, width / 4))) if width else 1.0
    return [(x * factor, y * factor) for x, y in places]


def extent(places: Sequence[Point]) -> tuple[float, float]:
    """Width and height of the rectangle around the places."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return max(xs) - min(xs), max(ys) - min(ys)


def centred(places: Sequence[Any]) -> list[Point]:
    """Moved so that the rectangle around the places is centred on (0, 0)."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [(x - middle_x, y - middle_y) for x, y in places]
