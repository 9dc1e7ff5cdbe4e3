"""Above that: communities as discs, packed close and turned towards their partners."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kg.layout.geometry import ASPECT, Piece, Point, across, as_igraph, centred, circle, part_of, room_for, scaled
from kg.layout.spread import separated

EVEN = 150  # up to here Kamada-Kawai is fast


def communities(piece: Piece) -> list[Point]:
    """Leiden communities, each spread in a disc of its own; the discs packed close, turned towards their partners."""
    weights = [math.sqrt(w) for w in piece.pairs.values()]
    found = as_igraph(piece).community_leiden("modularity", weights=weights, n_iterations=8)
    groups = sorted((sorted(members) for members in found), key=lambda members: (-len(members), members[0]))
    inner = [_disc(part_of(piece, members)) for members in groups]
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
    return separated(places, piece.boxes, [], rounds=120)


def _disc(piece: Piece) -> list[Point]:
    """One community around (0, 0), its radius by the room its nodes need."""
    count = len(piece.boxes)
    if count == 1:
        return [(0.0, 0.0)]
    graph, start = as_igraph(piece), circle(count)
    if count <= EVEN:  # where it is fast, for it keeps a hub in the middle of its leaves
        laid = graph.layout_kamada_kawai(seed=start, maxiter=40 * count)
    else:
        laid = graph.layout_fruchterman_reingold(niter=400, seed=start)
    middle = sum(x for x, _ in laid) / count, sum(y for _, y in laid) / count
    places = [(x - middle[0], y - middle[1]) for x, y in laid]
    radius = math.sqrt(sum(map(room_for, piece.boxes)) * 1.5 / math.pi)
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
    weights = [math.log1p(weight) for weight in between.values()]
    start = graph.layout_fruchterman_reingold(niter=600, seed=circle(count), weights=weights)
    area = math.pi * sum(r * r for r in radii)
    points = [[x, y] for x, y in scaled(across(centred(start)), area * 1.2)]
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
    piece: Piece,
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
