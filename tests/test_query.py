"""A query runs where it can be killed: nothing that a user asks hangs, fills the machine or leaves a process behind."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import evaluate, versions
from kg import query as asking
from kg.errors import KGError, NotFound, QueryError, QueryStopped, StoreError
from kg.query import Request
from kg.store import Store, open_store
from kg.terms import ENTITY, GRAPH, KG, RDFS, TYPE, Literal, Quad

pytestmark = pytest.mark.xdist_group("forking")

QUADS = [
    Quad(KG.AILab, TYPE, KG.owns, GRAPH.ontology), Quad(KG.owns, TYPE, KG.AILab, GRAPH.ontology),
    Quad(ENTITY["openai"], RDFS.label, Literal("OpenAI", language="en"), GRAPH.seeds),
    *(Quad(ENTITY[f"x{n}"], KG.owns, Literal(f"value {n}"), GRAPH.seeds) for n in range(3000)),
]  # fmt: skip


def make_store(root: Path) -> None:
    """A small store, made in this process."""

    def fill(engine, report):  # type: ignore[no-untyped-def]
        engine.bulk_extend(QUADS)
        return {}

    with versions.lock(root):
        versions.write(root, fill)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("query") / "store"
    # In a process of its own: once a process has written or opened a store, its children can open none.
    code = (
        "import sys, pathlib; sys.path[:0] = sys.argv[2:]; import test_query;"
        "test_query.make_store(pathlib.Path(sys.argv[1]))"
    )
    here = Path(__file__).parent
    subprocess.run([sys.executable, "-c", code, str(root), str(here), str(here.parent)], check=True)
    return root


@pytest.fixture
def out() -> Iterator[io.BufferedRandom]:
    import tempfile

    with tempfile.TemporaryFile() as file:
        yield file  # type: ignore[misc]


def run(root: Path, out: io.BufferedRandom, text: str, timeout_s: float = 30, **request: object) -> str:
    notes: list[str] = []
    asking.run(lambda: open_store(root), Request(text, **request), out.fileno(), timeout_s=timeout_s, say=notes.append)  # type: ignore[arg-type]
    out.seek(0)
    return out.read().decode() + "".join(notes)


def children() -> list[int]:
    """This process's children that are alive."""
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split() if Path(f"/proc/{pid}/exe").exists() and _runs_python(pid)]


def _runs_python(pid: str) -> bool:
    try:
        return "python" in os.readlink(f"/proc/{pid}/exe")
    except OSError:
        return False


RUNAWAYS = {
    "count over a product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "order over a product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f ?a",
    "distinct over a product": "SELECT DISTINCT ?c ?f { ?a ?b ?c . ?d ?e ?f }",
    "endless rows": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "doubled text": "SELECT (STRLEN(?z) AS ?n) { BIND('"
    + "x" * 1000
    + "' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    + " BIND(?x40 AS ?z) }",
    "a thousand patterns": "SELECT * { " + " ".join(f"?a{n} ?b{n} ?a{n + 1} ." for n in range(1000)) + " }",
    "exists in exists": "ASK { ?a ?b ?c . " + "FILTER NOT EXISTS { ?x ?y ?z . ?p ?q ?r . " * 200 + "}" * 200 + " }",
}


@pytest.mark.parametrize("name", RUNAWAYS)
def test_a_runaway_is_stopped_within_a_second_of_its_time(
    name: str, root: Path, out: io.BufferedRandom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_QUERY_MEMORY_MB", "1024")
    start = time.monotonic()
    with pytest.raises(QueryStopped, match=r"^stopped.*narrow the query"):
        run(root, out, RUNAWAYS[name], timeout_s=1.5)
    assert time.monotonic() - start < 3.5  # one second, and one for a busy machine
    assert children() == []


def test_an_error_leaves_no_half_answer(root: Path, out: io.BufferedRandom) -> None:
    with pytest.raises(QueryStopped):
        run(
            root,
            out,
            "SELECT ?a { { ?a kg:owns ?b } UNION { SELECT (COUNT(*) AS ?a) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } } }",
            1,
        )
    out.seek(0)
    assert out.read() == b""


@pytest.mark.parametrize("signs", ["(", "!", "-", "{", "[", "<<"])
def test_depth_does_not_kill_anything_but_the_query(signs: str, root: Path, out: io.BufferedRandom) -> None:
    for depth in (250, 50_000):
        with pytest.raises(QueryError):
            run(root, out, "ASK { FILTER(" + signs * depth, 5)


@pytest.mark.parametrize("expression", ["CONCAT({}, 'x')", "IF(true, {}, 'y')", "({} = 1)", "EXISTS {{ FILTER({}) }}"])
def test_nesting_up_to_the_limit_is_answered(expression: str, root: Path, out: io.BufferedRandom) -> None:
    text = "'a'"
    for _ in range(140):
        text = expression.format(text)
    assert "row" in run(root, out, f"SELECT (({text}) AS ?x) {{}}")


@pytest.mark.parametrize(
    ("error", "text", "message", "line"),
    [
        (QueryError, "SELECT ?x {\n ?x kg:ownz ?y }", "no term kg:ownz in the ontology; did you mean kg:owns?", 2),
        (QueryError, "SELECT ?x {\n\n ?x kg:owns ?y", "is never closed", 1),
        (QueryError, "LOAD <http://127.0.0.1:9/>", "LOAD changes data", 1),
        (QueryError, "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "kg answers from its own store alone", 1),
    ],
)
def test_errors_come_back_as_they_were_raised(
    error: type[QueryError], text: str, message: str, line: int, root: Path, out: io.BufferedRandom
) -> None:
    with pytest.raises(error) as caught:
        run(root, out, text)
    assert message in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).count("line ") == 1


def test_parameters(root: Path, out: io.BufferedRandom) -> None:
    text = "SELECT ?l { $who rdfs:label ?l }"
    assert "OpenAI" in run(root, out, text, parameters={"who": "openai"})
    with pytest.raises(NotFound, match="did you mean"):
        run(root, out, text, parameters={"who": "opnai"})
    with pytest.raises(QueryError, match="a parameter stands where its value cannot"):
        run(root, out, "SELECT $who { $who rdfs:label ?l }", parameters={"who": "openai"})


def test_line_and_column_are_those_of_the_users_text(root: Path, out: io.BufferedRandom) -> None:
    with pytest.raises(QueryError) as caught:
        run(root, out, "ASK { $who rdfs:label ?l FILTR(?l) }", parameters={"who": "openai"})
    assert (caught.value.line, caught.value.column) == (1, 26)


def test_an_unknown_entity_is_noted(root: Path, out: io.BufferedRandom) -> None:
    assert (
        run(root, out, "ASK { e:opnai rdfs:label ?l }")
        == "no\nnote: no entity e:opnai in the graph; did you mean e:openai?"
    )


@pytest.mark.parametrize("graph", ["http://127.0.0.1:9/x", "file:///etc/passwd"])
def test_from_reads_no_other_graph_and_fetches_nothing(graph: str, root: Path, out: io.BufferedRandom) -> None:
    assert run(root, out, f"SELECT ?s FROM <{graph}> {{ ?s ?p ?o }}", format="csv") == "s\r\n"
    out.seek(0)
    out.truncate()
    assert run(root, out, "SELECT (COUNT(*) AS ?n) FROM g:ontology { ?s ?p ?o }", format="csv") == "n\r\n2\r\n"


def test_columns_in_order_of_the_text(root: Path, out: io.BufferedRandom) -> None:
    assert run(root, out, "SELECT * { ?z kg:owns ?a } LIMIT 1", format="csv").startswith("z,a\r\n")


@pytest.mark.parametrize(
    ("text", "form"),
    [("SELECT * {}", "turtle"), ("ASK {}", "nt"), ("CONSTRUCT WHERE { ?s ?p ?o }", "csv"), ("DESCRIBE e:a", "table")],
)
def test_formats_fit_the_form(text: str, form: str) -> None:
    with pytest.raises(QueryError, match=f'format "{form}" is not for'):
        evaluate.choose_format(text, form)


def test_a_damaged_store_is_said_to_be(root: Path, out: io.BufferedRandom, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "store"
    shutil.copytree(root, copy)
    (manifest,) = copy.glob("v-*/db/MANIFEST*")
    manifest.write_bytes(manifest.read_bytes()[:-20])
    with pytest.raises(StoreError, match=r"kg .*build"):
        run(copy, out, "ASK {}")


def test_a_full_disk_and_a_reader_that_has_gone(root: Path) -> None:
    with open("/dev/full", "wb") as full, pytest.raises(KGError, match="No space left on device"):
        asking.run(lambda: open_store(root), Request("ASK {}"), full.fileno())
    reading, writing = os.pipe()
    os.close(reading)
    asking.run(lambda: open_store(root), Request("SELECT * { ?s ?p ?o }"), writing)  # and no error
    os.close(writing)


def test_files_and_sockets_are_out_of_reach_while_a_query_runs(root: Path, out: io.BufferedRandom) -> None:
    class Probe(Store):
        def results(self, query, bindings=None):  # type: ignore[no-untyped-def]
            if "probe" in query and self.path is not None:
                import socket

                for attempt in (lambda: open("/etc/passwd"), lambda: socket.socket()):  # noqa: SIM115
                    with pytest.raises(OSError, match="Too many open files"):
                        attempt()
            return super().results(query, bindings)

    def opened() -> Store:
        import socket  # noqa: F401

        store = open_store(root)
        return Probe(store.engine, path=store.path, info=store.info)

    asking.run(opened, Request("SELECT ?probe { ?probe kg:owns ?y } LIMIT 1"), out.fileno())


PROGRAM = """
import sys
from kg import query
from kg.store import open_store
query.run(lambda: open_store(sys.argv[1]), query.Request(sys.argv[2]), 1)
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_a_signal_ends_query_and_child_at_once(number: int, code: int, root: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(root), RUNAWAYS["count over a product"]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    deadline = time.monotonic() + 10
    child = ""
    while not child and time.monotonic() < deadline:
        time.sleep(0.05)
        child = subprocess.run(
            ["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=False
        ).stdout.strip()
    assert child
    time.sleep(0.3)
    start = time.monotonic()
    process.send_signal(number)
    output, errors = process.communicate(timeout=10)
    assert time.monotonic() - start < 1.5
    assert (process.returncode, output, errors) == (code, b"", b"")
    while Path(f"/proc/{child}").exists() and time.monotonic() < start + 2:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
