"""Compiling seeds and keeping what the user loaded, also when processes meet, die or find the store damaged."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import build, export, loading, paths, ready, store
from kg.errors import DataError, KGError, NotFound, StoreError
from kg.terms import GRAPH

TTL = "<http://e/s> <http://e/p> <http://e/o> , 'x'@en-GB ; <http://e/q> [ <http://e/r> 1.50 ] ."


@pytest.fixture
def seeds(world) -> Path:  # type: ignore[no-untyped-def]
    return world.root


@pytest.fixture
def builtin(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny world as the built-in graph; where its store will be."""
    shipped = paths.shipped_directory
    monkeypatch.setattr(paths, "shipped_directory", lambda name: str(seeds) if name == "seeds" else shipped(name))
    monkeypatch.setenv("KG_DATA", str(tmp_path / "data"))
    return tmp_path / "data" / "store"


def command(*args: str, seeds: Path) -> list[str]:
    """A kg process whose built-in graph is the tiny world."""
    code = (
        "from kg import paths; shipped = paths.shipped_directory\n"
        f"paths.shipped_directory = lambda name: {str(seeds)!r} if name == 'seeds' else shipped(name)\n"
        "from kg.cli import main; main()"
    )
    return [sys.executable, "-c", code, *args]


def quads(root: Path) -> list[str]:
    return sorted(map(str, store.open_store(root).quads()))


def load(root: Path, tmp_path: Path, text: str = TTL, name: str = "notes.ttl") -> None:
    (tmp_path / name).write_text(text)
    loading.load(root, tmp_path / name, quiet=True)


def test_same_seeds_same_quads_and_bytes(seeds: Path, tmp_path: Path) -> None:
    import io

    written = []
    for name in ("a", "b"):
        opened = build.build(tmp_path / name, seeds)
        out = io.BytesIO()
        export.export(opened, out, "turtle")
        written.append((quads(tmp_path / name), out.getvalue()))
    assert written[0] == written[1]
    assert len(written[0][0]) > 1000


def test_seeds_with_errors_leave_the_store_untouched(seeds: Path, tmp_path: Path) -> None:
    root = tmp_path / "store"
    build.build(root, seeds)
    before = sorted((p.name, p.stat().st_mtime_ns) for p in root.rglob("*") if p.name != "lock")
    (seeds / "bad.yaml").write_text("x:\n  type: Compny\n  name: {en: X}\ny:\n  nope: 1\n")
    with pytest.raises(DataError) as caught:
        build.build(root, seeds)
    assert len(caught.value.problems) > 2, "all problems at once"
    assert sorted((p.name, p.stat().st_mtime_ns) for p in root.rglob("*") if p.name != "lock") == before


def test_first_use_compiles_and_later_use_does_not(builtin: Path, seeds: Path) -> None:
    said: list[str] = []
    assert str(ready.ready(None, said.append)) == str(builtin)
    assert len(said) == 1
    current = (builtin / "CURRENT").read_text()
    ready.ready(None, said.append)
    os.utime(seeds / "base.yaml", (1, 1))
    ready.ready(None, said.append)
    assert (builtin / "CURRENT").read_text() == current
    assert len(said) == 1, "another time of change is not another content"
    (seeds / "base.yaml").write_text((seeds / "base.yaml").read_text().replace("Acme,", "Akme,"))
    ready.ready(None, said.append)
    assert (builtin / "CURRENT").read_text() != current
    assert "Akme" in "".join(quads(builtin))


@pytest.mark.parametrize("what", ["table", "manifest", "store.json", "pointer", "version"])
def test_a_damaged_built_in_store_is_made_anew_with_what_was_loaded(builtin: Path, tmp_path: Path, what: str) -> None:
    ready.ready(None)
    load(builtin, tmp_path)
    expected = quads(builtin)
    version = builtin / (builtin / "CURRENT").read_text().strip()
    if what == "table":
        max((version / "db").glob("*.sst"), key=lambda p: p.stat().st_size).unlink()
    elif what == "manifest":
        next((version / "db").glob("MANIFEST-*")).write_bytes(b"")
    elif what == "store.json":
        (version / "store.json").write_bytes(b"{")
    elif what == "pointer":
        (builtin / "CURRENT").write_bytes(b"\xff\x00")
    else:
        shutil.rmtree(version)
    said: list[str] = []
    ready.ready(None, said.append)
    assert len(said) == 1
    assert quads(builtin) == expected
    assert any("<http://e/s>" in quad for quad in expected)


def test_loaded_graphs_survive_new_seeds(builtin: Path, seeds: Path, tmp_path: Path) -> None:
    ready.ready(None)
    load(builtin, tmp_path)
    load(builtin, tmp_path, "<http://e/upper> <http://e/p> 1 .", "Notes.ttl")
    mine = quads(builtin)
    (seeds / "more.yaml").write_text("zeta:\n  type: Company\n  name: {en: Zeta}\n")
    ready.ready(None)
    now = quads(builtin)
    assert [q for q in mine if "graph/notes" in q] == [q for q in now if "graph/notes" in q]
    assert "Zeta" in "".join(now)


def test_loading_again_replaces_and_dropping_removes(builtin: Path, tmp_path: Path) -> None:
    ready.ready(None)
    before = quads(builtin)
    load(builtin, tmp_path)
    load(builtin, tmp_path, "<http://e/new> <http://e/p> 1 .")
    assert store.open_store(builtin).graphs()[GRAPH.notes.value] == 1
    with pytest.raises(NotFound, match='no graph "nots"; did you mean "notes"'):
        build.drop_graph(builtin, "nots")
    assert build.drop_graph(builtin, "notes") == (GRAPH.notes, 1)
    assert quads(builtin) == before
    assert build.loaded_files(builtin) == []


def test_graphs_that_differ_in_case_have_files_of_their_own(tmp_path: Path) -> None:
    names = ["notes", "Notes", "http://e/notes", "NOTES", "a.b", "h.x"]
    files = {str(build.graph_file(tmp_path, build.graph_iri(name))).lower() for name in names}
    assert len(files) == len(names)


@pytest.mark.parametrize("name", ["", "a b", "../x", "-x", "g:", "http://e/a b", "x" * 100])
def test_names_that_no_graph_may_have(name: str) -> None:
    with pytest.raises(NotFound, match="is no name for a graph"):
        build.graph_iri(name)


@pytest.mark.parametrize("name", ["seeds", "g:ontology", "inferred"])
def test_compiled_graphs_are_neither_loaded_into_nor_dropped(builtin: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "x.ttl").write_text(TTL)
    with pytest.raises(StoreError, match="is compiled"):
        loading.load(builtin, tmp_path / "x.ttl", graph=name)
    with pytest.raises(StoreError, match="cannot be dropped"):
        build.drop_graph(builtin, name)


def test_claims_that_a_user_loads_are_inferred_from(builtin: Path, tmp_path: Path) -> None:
    ready.ready(None)
    triples = (
        "@prefix kg: <https://w3id.org/aikg/ontology#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
        "<http://e/c> rdf:subject <http://e/s> ; rdf:predicate kg:partnersWith ; rdf:object <http://e/o> ."
    )
    expected = (
        "<http://e/o> <https://w3id.org/aikg/ontology#partnersWith> <http://e/s> <https://w3id.org/aikg/graph/inferred>"
    )
    load(builtin, tmp_path, triples)
    assert expected in " ".join(quads(builtin))
    build.drop_graph(builtin, "notes")
    assert expected not in " ".join(quads(builtin))


def test_a_store_without_seeds_is_made_by_loading_and_made_anew(tmp_path: Path) -> None:
    root = loading.writable(tmp_path / "mine", lambda message: None)
    load(root, tmp_path)
    expected = quads(root)
    version = root / (root / "CURRENT").read_text().strip()
    next((version / "db").glob("*.sst")).unlink()
    with pytest.raises(StoreError, match=r"is damaged .*; make it anew: kg --store .*mine build"):
        load(root, tmp_path)
    build.rebuild(root)
    assert quads(root) == expected


def test_a_damaged_file_of_a_loaded_graph_is_named(builtin: Path, tmp_path: Path) -> None:
    ready.ready(None)
    load(builtin, tmp_path)
    (builtin / "graphs" / "notes.nq").write_bytes(b"<http://e/s> <http")
    with pytest.raises(KGError, match=r"graphs/notes\.nq: is damaged .*load that graph again"):
        build.rebuild(builtin)
    assert any("<http://e/s>" in quad for quad in quads(builtin)), "the old version stays"


@pytest.mark.parametrize("count", [2, 5])
def test_processes_at_once_all_succeed(seeds: Path, tmp_path: Path, count: int) -> None:
    environment = {**os.environ, "KG_DATA": str(tmp_path / "data")}
    line = command("query", "ASK { e:acme ?p ?o }", seeds=seeds)
    running = [
        subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert [(out, code) for out, _, code in ended] == [("yes\n", 0)] * count, ended
    assert len(list((tmp_path / "data" / "store").glob("v-*"))) == 1, "one of them compiled, the others waited"


def test_killed_while_compiling(seeds: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "KG_DATA": str(tmp_path / "data")}
    for attempt in range(6):
        process = subprocess.Popen(
            command("--quiet", "graphs", seeds=seeds), env=environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.15 + attempt * 0.12)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    done = subprocess.run(
        command("query", "ASK { e:acme ?p ?o }", seeds=seeds), env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "yes\n"), done.stderr
    # One that was killed between the swap and the sweep left its predecessors' rests to the next build.
    subprocess.run(command("--quiet", "build", seeds=seeds), env=environment, check=True)
    assert not list((tmp_path / "data" / "store").glob("tmp-*"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", ["build", "load"])
def test_told_to_stop(seeds: Path, tmp_path: Path, number: int, code: int, moment: str) -> None:
    root = tmp_path / "store"
    build.build(root, seeds)
    before = quads(root)
    big = tmp_path / "big.nt"
    with big.open("w") as file:
        for n in range(300_000):
            file.write(f"<http://e/s{n}> <http://e/p> <http://e/o{n % 100}> .\n")
    if moment == "build":  # a kept graph makes it long
        (root / "graphs").mkdir()
        (root / "graphs" / "big.nq").write_text(big.read_text().replace(" .\n", " <http://e/g> .\n"))
        args = ["--store", str(root), "build"]
    else:
        args = ["--store", str(root), "load", str(big)]
    process = subprocess.Popen(command(*args, seeds=seeds), stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 20
    while not list(root.glob("tmp-*/db/*")) and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(number)
    start = time.monotonic()
    _, said = process.communicate(timeout=20)
    assert time.monotonic() - start < 1.5
    assert (process.returncode, said) == (code, "")
    assert not list(root.glob("tmp-*"))
    assert not list(root.glob("load-*"))
    assert quads(root) == before
