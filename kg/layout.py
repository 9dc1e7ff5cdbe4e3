"""Places for the nodes of a network, computed here rather than in the page.

A page that lets physics run needs 100 s to settle 1,000 nodes; a page that is handed places is usable in one. Measured
choices (igraph, 2 cores): Kamada-Kawai spreads up to 300 nodes evenly in half a second; above that every force layout
becomes a hairball, and communities (Leiden) packed as discs stay readable at any size for a tenth of the time.

The same graph and seed give the same places in every process: nodes are taken in sorted order, never in hash order, and
igraph draws its random numbers from a generator of our own. networkx's layouts are slower and need numpy.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import networkx as nx

Point = tuple[float, float]

SMALL = 150  # up to here nodes are spread evenly and every label has a place; above, communities show more
LARGE = 600  # from here on nodes stand as close as they can, and labels show where there is room
ASPECT = 1.6  # width to height of the picture, as of most screens
GAP = 14.0  # free space kept around each node with its label
OFF_EDGE_ROUNDS = 40  # then only labels are pushed, so that the last word is theirs


class Box(NamedTuple):
    """What a node covers: a disc, and a label centred below it."""

    radius: float = 12
    half_width: float = 45
    below: float = 48


class _Piece(NamedTuple):
    """A part of the graph with its nodes numbered from 0: boxes, pairs with weights, and (once laid out) places."""

    boxes: list[Box]
    pairs: dict[tuple[int, int], float]


def positions(graph: nx.Graph, *, seed: int = 1, boxes: Mapping[Any, Box] | None = None) -> dict[Any, Point]:
    """A place for each node, in pixels at scale 1, x to the right and y downwards, centred on (0, 0).

    :param graph: any networkx graph whose node keys sort; direction and parallel edges only add weight.
    :param seed: the same graph with the same seed gets the same places.
    :param boxes: the space that each node needs; nodes that are missing get that of a common label.

    >>> import networkx as nx
    >>> sorted(positions(nx.path_graph(3, create_using=nx.MultiDiGraph)))
    [0, 1, 2]
    """
    nodes = sorted(graph)
    if not nodes:
        return {}
    number = {node: index for index, node in enumerate(nodes)}
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for source, target in graph.edges():
        if source != target:
            a, b = sorted((number[source], number[target]))
            weights[a, b] += 1
    given = boxes or {}
    piece = _Piece([given.get(node, Box()) for node in nodes], dict(sorted(weights.items())))
    with _random_numbers(seed):
        places = _lay_out(piece)
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in zip(nodes, _centred(places), strict=True)}


@contextmanager
def _random_numbers(seed: int) -> Iterator[None]:
    """igraph draws from a generator of our own while the block runs."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _lay_out(piece: _Piece) -> list[Point]:
    """Connected components side by side, the largest in the middle; nodes without any link in rows below."""
    piece = _Piece([_reduced(box, len(piece.boxes)) for box in piece.boxes], piece.pairs)
    components = [sorted(members) for members in _graph(piece).connected_components()]
    groups = sorted((group for group in components if len(group) > 1), key=lambda group: (-len(group), group[0]))
    alone = sorted(group[0] for group in components if len(group) == 1)
    parts = [_component(_part(piece, members)) for members in groups]
    shifts = _pack([_cells(part, [piece.boxes[m] for m in members]) for members, part in zip(groups, parts, strict=True)])
    places: list[Point] = [(0.0, 0.0)] * len(piece.boxes)
    for members, part, (dx, dy) in zip(groups, parts, shifts, strict=True):
        for member, (x, y) in zip(members, part, strict=True):
            places[member] = (x + dx, y + dy)
    linked = [places[member] for members in groups for member in members]
    for member, place in zip(alone, _rows([piece.boxes[m] for m in alone], linked), strict=True):
        places[member] = place
    return places


def _reduced(box: Box, count: int) -> Box:
    """The box with less room for its label the more nodes there are: room for all would make the nodes themselves specks."""
    share = 1.0 if count <= SMALL else max(0.0, (LARGE - count) / (LARGE - SMALL)) * 0.5
    bare = box.radius + 3
    return Box(box.radius, bare + share * max(0.0, box.half_width - bare), bare + share * max(0.0, box.below - bare))


def _component(piece: _Piece) -> list[Point]:
    if len(piece.boxes) > SMALL:
        return _discs(piece)
    return _spread(piece)


def _rows(boxes: Sequence[Box], above: Sequence[Point]) -> list[Point]:
    """Places in rows under what is already there, as wide as that or as a screen."""
    if not boxes:
        return []
    left, right, bottom = (min(x for x, _ in above), max(x for x, _ in above), max(y for _, y in above)) if above else (0.0, 0.0, 0.0)
    across = max(right - left, math.sqrt(sum(map(_room, boxes)) * ASPECT))
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


def _room(box: Box) -> float:
    """Square pixels that a node needs with its label."""
    return (2 * box.half_width + GAP) * (box.radius + box.below + GAP)


def _graph(piece: _Piece) -> Any:
    import igraph

    return igraph.Graph(n=len(piece.boxes), edges=list(piece.pairs))


def _part(piece: _Piece, members: Sequence[int]) -> _Piece:
    """The piece within these nodes, numbered anew in their order."""
    number = {member: index for index, member in enumerate(members)}
    pairs = {(number[a], number[b]): w for (a, b), w in piece.pairs.items() if a in number and b in number}
    return _Piece([piece.boxes[member] for member in members], pairs)


def _circle(count: int) -> list[Point]:
    """A start that depends on nothing but the count."""
    return [(math.cos(2 * math.pi * i / count), math.sin(2 * math.pi * i / count)) for i in range(count)]


# ---- up to 150 nodes: even ----


def _spread(piece: _Piece) -> list[Point]:
    count = len(piece.boxes)
    places = [(x, y) for x, y in _graph(piece).layout_kamada_kawai(seed=_circle(count), maxiter=60 * count)]
    places = _across(places)
    places = _scaled(places, sum(map(_room, piece.boxes)) * (2.3 if count > 12 else 1.6))
    return _separated(places, piece.boxes, list(piece.pairs))


def _across(places: list[Point]) -> list[Point]:
    """Turned so that the long side lies across, and stretched towards the shape of a screen."""
    places = _centred(places)
    xx = sum(x * x for x, _ in places)
    yy = sum(y * y for _, y in places)
    xy = sum(x * y for x, y in places)
    angle = -0.5 * math.atan2(2 * xy, xx - yy)
    places = [
        (x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)) for x, y in places
    ]
    width, height = _extent(places)
    stretch = min(1.45, max(1.0, ASPECT * height / width)) if width else 1.0
    return [(x * stretch, y) for x, y in places]


def _scaled(places: list[Point], area: float) -> list[Point]:
    """Scaled so that the rectangle around the places has this area (a line is given its length instead)."""
    width, height = _extent(places)
    factor = math.sqrt(area / (width * max(height, width / 4))) if width else 1.0
    return [(x * factor, y * factor) for x, y in places]


def _separated(places: list[Point], boxes: list[Box], pairs: list[tuple[int, int]], rounds: int = 240) -> list[Point]:
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
    """One round over all overlapping pairs, found by a sweep from left to right; whether any overlapped."""
    left = [point[0] - box.half_width for point, box in zip(points, boxes, strict=True)]
    order = sorted(range(len(points)), key=lambda i: (left[i], i))
    found = False
    for rank, i in enumerate(order):
        box, point = boxes[i], points[i]
        reach = left[i] + 2 * box.half_width + GAP
        for j in order[rank + 1 :]:
            if left[j] > reach:
                break
            other, place = boxes[j], points[j]
            dx, dy = place[0] - point[0], place[1] - point[1]
            over_x = box.half_width + other.half_width + GAP - abs(dx)
            over_y = (box.below + other.radius if dy > 0 else other.below + box.radius) + GAP - abs(dy)
            if over_x <= 0.5 or over_y <= 0.5:
                continue
            found = True
            axis, over, sign = (0, over_x, 1 if dx >= 0 else -1) if over_x < over_y * 1.2 else (1, over_y, 1 if dy >= 0 else -1)
            point[axis] -= sign * over * 0.5
            place[axis] += sign * over * 0.5
    return found


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


# ---- above: communities as discs ----


def _discs(piece: _Piece) -> list[Point]:
    """Leiden communities, each spread in a disc of its own, the discs packed close and turned towards their partners."""
    weights = [math.sqrt(w) for w in piece.pairs.values()]
    found = _graph(piece).community_leiden("modularity", weights=weights, n_iterations=8)
    groups = sorted((sorted(members) for members in found), key=lambda members: (-len(members), members[0]))
    inner = [_disc(_part(piece, members)) for members in groups]
    home = {member: index for index, members in enumerate(groups) for member in members}
    between: dict[tuple[int, int], float] = defaultdict(float)
    for (a, b), weight in piece.pairs.items():
        if home[a] != home[b]:
            between[min(home[a], home[b]), max(home[a], home[b])] += weight
    radii = [max(math.hypot(x, y) + 14 for x, y in disc) for disc in inner]
    centres = _pack_discs(radii, between)
    places: list[Point] = [(0.0, 0.0)] * len(piece.boxes)
    spot = {m: disc[i] for members, disc in zip(groups, inner, strict=True) for i, m in enumerate(members)}
    for index, members in enumerate(groups):
        angle = _facing(index, members, piece, home, centres, spot)
        for member in members:
            x, y = spot[member]
            places[member] = (
                centres[index][0] + x * math.cos(angle) - y * math.sin(angle),
                centres[index][1] + x * math.sin(angle) + y * math.cos(angle),
            )
    return _separated(places, piece.boxes, [], rounds=120)


def _disc(piece: _Piece) -> list[Point]:
    """One community around (0, 0), its radius by the room its nodes need."""
    count = len(piece.boxes)
    if count == 1:
        return [(0.0, 0.0)]
    places = _centred(_graph(piece).layout_fruchterman_reingold(niter=400, seed=_circle(count)))
    radius = math.sqrt(sum(map(_room, piece.boxes)) * 1.5 / math.pi)
    order = sorted(range(count), key=lambda i: (math.hypot(*places[i]), i))
    result: list[Point] = [(0.0, 0.0)] * count
    for rank, i in enumerate(order):
        # Half way to equal density: a force layout alone leaves a void or a clot in the middle.
        x, y = places[i]
        far = math.hypot(*places[order[-1]]) or 1.0
        here = math.hypot(x, y) or 1e-9
        wanted = radius * (0.5 * math.sqrt((rank + 0.5) / count) + 0.5 * here / far)
        result[i] = (x / here * wanted, y / here * wanted)
    return result


def _pack_discs(radii: list[float], between: Mapping[tuple[int, int], float]) -> list[Point]:
    """Centres of discs that do not overlap, close together, partners near each other."""
    import igraph

    count = len(radii)
    if count == 1:
        return [(0.0, 0.0)]
    graph = igraph.Graph(n=count, edges=list(between))
    start = graph.layout_fruchterman_reingold(niter=600, seed=_circle(count), weights=[math.log1p(w) for w in between.values()])
    area = math.pi * sum(r * r for r in radii)
    points = [[x, y] for x, y in _scaled(_across(_centred(start)), area * 1.2)]
    rounds = min(400, 1 + 1_500_000 // (count * count))
    for step in range(rounds):
        pull = 0.03 * (1 - step / rounds)
        for point in points:
            point[0] *= 1 - pull / ASPECT
            point[1] *= 1 - pull * ASPECT
        for i in range(count):
            for j in range(i + 1, count):
                dx, dy = points[j][0] - points[i][0], points[j][1] - points[i][1]
                far = math.hypot(dx, dy) or 1e-9
                over = radii[i] + radii[j] + 18 - far
                if over > 0:  # the smaller one gives way more
                    share = radii[j] ** 2 / (radii[i] ** 2 + radii[j] ** 2)
                    points[i][0] -= dx / far * over * share
                    points[i][1] -= dy / far * over * share
                    points[j][0] += dx / far * over * (1 - share)
                    points[j][1] += dy / far * over * (1 - share)
    return [(x, y) for x, y in points]


def _facing(
    index: int,
    members: Sequence[int],
    piece: _Piece,
    home: Mapping[int, int],
    centres: Sequence[Point],
    spot: Mapping[int, Point],
) -> float:
    """The turn of a disc that brings the nodes with partners elsewhere to the side where those are."""
    here = set(members)
    sine = cosine = 0.0
    for (a, b), weight in piece.pairs.items():
        if (a in here) == (b in here):
            continue
        inside, outside = (a, b) if a in here else (b, a)
        target = centres[home[outside]]
        wanted = math.atan2(target[1] - centres[index][1], target[0] - centres[index][0])
        turn = wanted - math.atan2(spot[inside][1], spot[inside][0])
        sine += weight * math.sin(turn)
        cosine += weight * math.cos(turn)
    return math.atan2(sine, cosine)


# ---- components side by side ----

CELL = 48.0


def _cells(places: Sequence[Point], boxes: Sequence[Box]) -> set[tuple[int, int]]:
    """The squares of a grid that a component covers."""
    cells = set()
    for (x, y), box in zip(places, boxes, strict=True):
        left, right = math.floor((x - box.half_width - GAP) / CELL), math.floor((x + box.half_width + GAP) / CELL)
        top, bottom = math.floor((y - box.radius - GAP) / CELL), math.floor((y + box.below + GAP) / CELL)
        cells.update((column, row) for column in range(left, right + 1) for row in range(top, bottom + 1))
    return cells


def _pack(shapes: Sequence[set[tuple[int, int]]]) -> list[Point]:
    """A shift for each shape so that none covers another, each as near the middle as it fits (polyomino packing)."""
    taken: set[tuple[int, int]] = set()
    shifts: list[Point] = []
    spiral = _nearest_first(16)
    tried: dict[frozenset[tuple[int, int]], int] = {}  # where a shape did not fit, its like need not try again
    for shape in shapes:
        middle = (min(c for c, _ in shape) + max(c for c, _ in shape)) // 2, (min(r for _, r in shape) + max(r for _, r in shape)) // 2
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
    """Offsets by their distance from the middle, all of an ellipse of the picture's shape: a longer list starts the same."""
    wide = math.ceil(reach * ASPECT)
    offsets = [(dx, dy) for dx in range(-wide, wide + 1) for dy in range(-reach, reach + 1)]
    inside = [(dx, dy) for dx, dy in offsets if (dx / ASPECT) ** 2 + dy**2 <= reach**2]
    return sorted(inside, key=lambda o: ((o[0] / ASPECT) ** 2 + o[1] ** 2, o))


def _extent(places: Sequence[Point]) -> tuple[float, float]:
    xs, ys = [x for x, _ in places], [y for _, y in places]
    return max(xs) - min(xs), max(ys) - min(ys)


def _centred(places: Sequence[Any]) -> list[Point]:
    """Moved so that the rectangle around the places is centred on (0, 0)."""
    xs, ys = [x for x, _ in places], [y for _, y in places]
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return [(x - middle_x, y - middle_y) for x, y in places]
