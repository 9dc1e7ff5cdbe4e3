"""Names for graphs from names of files."""

from pathlib import Path

import pytest

from kg import build, loading


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ("notes.ttl", "notes"),
        ("My notes (2).ttl", "my-notes-2"),
        ("星.ttl", "file"),
        ("...ttl", "file"),
        ("a.b.nt", "a-b"),
    ],
)
def test_every_file_has_a_graph(name: str, graph: str) -> None:
    assert loading._graph_name(Path(name)) == graph
    assert build.graph_iri(graph)


def test_a_long_name_is_cut() -> None:
    assert build.graph_iri(loading._graph_name(Path("x" * 200 + ".ttl")))
