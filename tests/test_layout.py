"""Places that are the same every time, even, and free of overlaps."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import time
from itertools import combinations

import networkx as nx
import pytest

from kg import layout
from kg.layout import Box, positions


def network(count: int, *, seed: int = 3) -> nx.MultiDiGraph[str]:
    """Hubs, neighbourhoods, and about two lines a node."""
    rng = random.Random(seed)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    names = [f"n{i:04}" for i in range(count)]
    graph.add_nodes_from(names)
    for i in range(1, count):
        near = names[i // 30 * 30 : i] or names[:i]
        graph.add_edge(names[i], near[min(int(rng.expovariate(0.4)), len(near) - 1)])
        if rng.random() < 0.8:
            graph.add_edge(names[rng.randrange(i)], names[i])
    return graph


def overlaps(places: dict[str, layout.Point], boxes: dict[str, Box]) -> int:
    return sum(
        abs(places[a][0] - places[b][0]) < boxes[a].half_width + boxes[b].half_width - 1
        and places[a][1] - boxes[a].radius < places[b][1] + boxes[b].below - 1
        and places[b][1] - boxes[b].radius < places[a][1] + boxes[a].below - 1
        for a, b in combinations(places, 2)
    )


@pytest.mark.parametrize("count", [1, 2, 3, 20, 60, 150])
def test_no_label_lies_on_another(count: int) -> None:
    graph = network(count)
    boxes = {node: Box(8 + 2 * (i % 9), 30 + 7 * (i % 5), 40) for i, node in enumerate(graph)}
    places = positions(graph, boxes=boxes)
    assert set(places) == set(graph)
    assert overlaps(places, boxes) == 0


@pytest.mark.parametrize("count", [300, 700])
def test_no_node_lies_on_another(count: int) -> None:
    graph = network(count)
    places = positions(graph)
    assert overlaps(places, dict.fromkeys(graph, Box(12, 12, 12))) == 0


@pytest.mark.parametrize("count", [60, 700])
def test_has_the_shape_of_a_screen(count: int) -> None:
    places = positions(network(count)).values()
    width = max(x for x, _ in places) - min(x for x, _ in places)
    height = max(y for _, y in places) - min(y for _, y in places)
    assert 0.9 < width / height < 2.6


def test_same_graph_same_places_in_any_order_of_insertion() -> None:
    graph = network(200)
    again: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    again.add_nodes_from(reversed(list(graph)))
    again.add_edges_from(reversed(list(graph.edges())))
    assert positions(graph) == positions(again)
    assert positions(graph) != positions(graph, seed=2)


def test_leaves_the_random_module_alone() -> None:
    random.seed(1)
    expected = random.random()
    random.seed(1)
    positions(network(200))
    assert random.random() == expected


def test_does_not_depend_on_hash_order() -> None:
    script = (
        "import networkx as nx; from kg.layout import positions\n"
        "g = nx.MultiDiGraph((f'a{i}', f'a{i * 7 % 200}') for i in range(320)); print(positions(g))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_components_lie_side_by_side() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for part in range(12):
        for i in range(6):
            graph.add_edge(f"p{part}-{i}", f"p{part}-{(i + 1) % 6}")
    places = positions(graph)
    assert overlaps(places, dict.fromkeys(graph, Box())) == 0


def test_nodes_without_links_stand_in_rows_below() -> None:
    graph = network(30)
    graph.add_nodes_from(f"z{i:03}" for i in range(400))
    places = positions(graph)
    lowest = max(places[node][1] for node in places if node.startswith("n"))
    alone = [places[node] for node in sorted(places) if node.startswith("z")]
    assert all(y > lowest for _, y in alone)
    assert len({y for _, y in alone}) < 30


def test_empty_loops_and_doubles() -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    assert positions(graph) == {}
    graph.add_edges_from([("a", "a"), ("a", "b"), ("a", "b"), ("b", "a")])
    places = positions(graph)
    assert math.dist(places["a"], places["b"]) > 50


@pytest.mark.parametrize(("count", "limit_s"), [(1000, 3), (2000, 8)])
def test_is_fast(count: int, limit_s: float) -> None:
    graph = network(count)
    began = time.perf_counter()
    positions(graph)
    assert time.perf_counter() - began < limit_s
