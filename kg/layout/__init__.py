"""Places for the nodes of a network, computed here rather than in the page.

A page that lets physics run needs 100 s to settle 1,000 nodes; a page that is handed places is usable in one. Measured
choices (igraph, 2 cores): Kamada-Kawai spreads up to 300 nodes evenly in half a second; above that every force layout
becomes a hairball, and communities (Leiden) packed as discs stay readable at any size for a tenth of the time.

The same graph and seed give the same places in every process: nodes are taken in sorted order, never in hash order, and
igraph draws its random numbers from a generator of our own. networkx's layouts are slower and need numpy.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kg.layout.discs import communities
from kg.layout.geometry import Box, Piece, Point, as_igraph, centred, part_of
from kg.layout.packing import cells_of, in_rows, pack
from kg.layout.spread import spread_evenly

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Box", "Point", "positions"]

SMALL = 150  # up to here nodes are spread evenly and every label has a place; above, communities show more
LARGE = 600  # from here on nodes stand as close as they can, and labels show where there is room


def positions(graph: nx.Graph[Any], *, seed: int = 1, boxes: Mapping[Any, Box] | None = None) -> dict[Any, Point]:
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
    piece = Piece([given.get(node, Box()) for node in nodes], dict(sorted(weights.items())))
    with _random_numbers(seed):
        places = _lay_out(piece)
    return {node: (round(x, 1), round(y, 1)) for node, (x, y) in zip(nodes, centred(places), strict=True)}


@contextmanager
def _random_numbers(seed: int) -> Iterator[None]:
    """igraph draws from a generator of our own while the block runs."""
    import igraph

    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret hangs on it
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)


def _lay_out(piece: Piece) -> list[Point]:
    """Connected components side by side, the largest in the middle; nodes without any link in rows below."""
    piece = Piece([_reduced(box, len(piece.boxes)) for box in piece.boxes], piece.pairs)
    components = [sorted(members) for members in as_igraph(piece).connected_components()]
    groups = sorted((group for group in components if len(group) > 1), key=lambda group: (-len(group), group[0]))
    alone = sorted(group[0] for group in components if len(group) == 1)
    parts = [_component(part_of(piece, members)) for members in groups]
    covered = [cells_of(part, [piece.boxes[m] for m in group]) for group, part in zip(groups, parts, strict=True)]
    shifts = pack(covered)
    places: list[Point] = [(0.0, 0.0)] * len(piece.boxes)
    for members, part, (dx, dy) in zip(groups, parts, shifts, strict=True):
        for member, (x, y) in zip(members, part, strict=True):
            places[member] = (x + dx, y + dy)
    linked = [places[member] for members in groups for member in members]
    for member, place in zip(alone, in_rows([piece.boxes[m] for m in alone], linked), strict=True):
        places[member] = place
    return places


def _reduced(box: Box, count: int) -> Box:
    """The box, with less room for its label the more nodes there are: room for all would make the nodes specks."""
    share = 1.0 if count <= SMALL else max(0.0, (LARGE - count) / (LARGE - SMALL)) * 0.5
    bare = box.radius + 3
    return Box(box.radius, bare + share * max(0.0, box.half_width - bare), bare + share * max(0.0, box.below - bare))


def _component(piece: Piece) -> list[Point]:
    if len(piece.boxes) > SMALL:
        return communities(piece)
    return spread_evenly(piece)
