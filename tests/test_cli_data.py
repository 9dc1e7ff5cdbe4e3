"""build, load, graphs and drop as a user meets them."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import loading
from kg.cli import kg
from kg.errors import KGError


@pytest.fixture
def root(world, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    root = tmp_path / "store"
    done = run("--store", str(root), "build", "--seeds", str(world.root))
    assert done.exit_code == 0
    assert done.stderr.startswith(f"built {root} (")
    return root


def run(*args: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(kg, list(args))


def graphs(root: Path) -> dict[str, int]:
    done = run("--store", str(root), "graphs", "--format", "json")
    return {row["graph"]: row["triples"] for row in json.loads(done.stdout)}


def test_build_load_graphs_drop(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "My notes.trig"
    file.write_text("<http://e/g> { <http://e/s> <http://e/p> 'x'^^<http://www.w3.org/2001/XMLSchema#integer> }")
    done = run("--store", str(root), "load", str(file))
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        f"loaded {file} into https://w3id.org/aikg/graph/my-notes (1 triples)",
        "note: its 1 named graphs are merged into that one",
        'warning: 1 literals are not valid for their datatype, such as "x"^^xsd:integer',
    ]
    assert graphs(root)["g:my-notes"] == 1
    assert set(graphs(root)) == {"g:inferred", "g:my-notes", "g:ontology", "g:seeds"}
    assert (
        run("--store", str(root), "drop", "my-notes").stderr
        == "dropped https://w3id.org/aikg/graph/my-notes (1 triples)\n"
    )
    assert "g:my-notes" not in graphs(root)


def test_building_again_keeps_what_was_loaded_and_the_seeds(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    run("--store", str(root), "load", str(tmp_path / "x.ttl"), "--graph", "http://e/mine")
    before = graphs(root)
    assert run("--store", str(root), "build").exit_code == 0
    assert graphs(root) == before


def test_a_wrong_file_leaves_the_store_and_the_directory(root: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<http://e/s> <http://e/p> 1 .\n<http://e/s> oops")
    before = sorted(path.name for path in root.iterdir())
    done = run("--store", str(root), "load", str(tmp_path / "x.ttl"))
    assert isinstance(done.exception, KGError)
    assert "x.ttl:2:" in str(done.exception)
    assert sorted(path.name for path in root.iterdir()) == before


def test_loading_makes_a_store(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<http://e/s> <http://e/p> 1 .")
    done = run("--store", str(tmp_path / "new"), "load", str(tmp_path / "x.ttl"))
    assert done.stderr.startswith(f"made a store at {tmp_path / 'new'}\nloaded ")
    assert graphs(tmp_path / "new")["g:x"] == 1


def test_seeds_need_a_store(world, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    done = run("build", "--seeds", str(world.root))
    assert done.exit_code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_bar_on_a_terminal_only(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    file = tmp_path / "big.nt"
    file.write_text("".join(f"<http://e/{n}> <http://e/p> <http://e/o> .\n" for n in range(50_000)))
    monkeypatch.setattr(loading, "BAR_BYTES", 1000)
    parent, child = pty.openpty()
    with os.fdopen(child, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        loading.load(root, file)
        monkeypatch.undo()
    data = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed and all is read
        while part := os.read(parent, 65_536):
            data += part
    os.close(parent)
    shown = data.decode()
    assert "reading big.nt" in shown
    assert "storing" in shown
    assert "100%" in shown
    monkeypatch.setattr(loading, "BAR_BYTES", 1000)
    assert "reading" not in run("--store", str(root), "load", str(file)).stderr
