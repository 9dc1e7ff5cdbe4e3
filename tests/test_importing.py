"""An import from files to a graph of a store on disk, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import build, importers, importing, load, paths, progress, rdf, search, shacl, store, validate
from kg.errors import KGError, NotFound, Problem, StoreError, Where
from kg.importers import Importer, known
from kg.importers.draft import Draft
from kg.importers.rows import Row
from kg.importers.table import with_mapping
from kg.load.textfile import FORBIDDEN
from kg.load.values import identifier
from kg.model import Date, Records
from kg.store import Store
from kg.terms import GRAPH, KG, Literal, Quad
from kg.vocab import Ontology

SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}
table: {type: Dataset, title: A table, url: "https://t.example/", tier: Primary}
"""
SEEDS = """\
acme: {type: Company, name: {en: Acme, zh-Hant: 頂點}, aliases: {en: [Acme Inc]}}
globex: {type: AILab, name: {en: Globex}, aliases: {en: [Gx]}}
claims:
  - {subject: acme, investsIn: globex, amount: 5e9 USD, at: 2025-01, evidence: [filing]}
  - {subject: acme, revenue: 9e9 USD, at: 2024, evidence: [table#Acme 2024]}
  - {subject: acme, revenue: 8e9 USD, at: 2023, status: Refuted, reason: {en: A slip.}, evidence: [table#Acme 2023]}
"""
TABLE = """\
Who,Kind,Sum,Year,Whom
ACME,annual,9e9,2024,
Acme Inc,annual,8e9,2023,
Gx,annual,1e9,2024,Initech
Initech,annual,bad,2024,Gx
"""
MAPPING = """\
[source]
title = "Sums"
url = "https://sums.example/"
[entities]
Who = "Company"
Whom = "Company"
[[claims]]
subject = "{Who}"
revenue = "{Sum} USD"
at = "{Year}"
[[claims]]
subject = "{Who}"
investsIn = "{Whom}"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of seeds beside the store that is made of them."""
    made = tmp_path_factory.mktemp("built")
    (made / "seeds").mkdir()
    (made / "seeds" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (made / "seeds" / "all.yaml").write_text(SEEDS, encoding="utf-8")
    build.compile_seeds(made / "store", made / "seeds")
    return made


@pytest.fixture
def root(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return tmp_path / "store"


def put(root: Path, text: str = TABLE, mapping: str = MAPPING, name: str = "sums.csv") -> Path:
    path = root.parent / name
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".toml").write_text(mapping, encoding="utf-8")
    return path


def run(root: Path, path: Path | None = None, graph: str | None = None) -> importing.Done:
    return importing.run(root, "csv", path or put(root), graph=graph, quiet=True)


def files(root: Path) -> dict[str, bytes]:
    """Everything that a store is, but its lock."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.name != "lock"}


def quads(root: Path) -> set[str]:
    return set(map(str, store.open_store(root).quads()))


def ask(root: Path, pattern: str) -> bool:
    return bool(store.open_store(root).results(f"ASK {{ {pattern} }}"))


# ---- from rows to a graph ----


def test_a_table_becomes_a_graph(root: Path) -> None:
    before = quads(root)
    path = put(root)
    assert importing.run(root, "csv", path, quiet=True) == importing.Done(
        graph=GRAPH.sums.value, rows=4, claims=5, confirmed=2, matched=2, new=1,
        triples=store.open_store(root).graphs()[GRAPH.sums.value], notes=[],
        refused=[
            Problem(
                Where(path.as_posix(), 5),
                '"bad USD": expected a number and a unit such as 500e9 USD', "bad-number", "warning",
            )
        ],
    )  # fmt: skip
    assert {quad for quad in before if GRAPH.inferred.value not in quad} <= quads(root)
    assert ask(root, "GRAPH g:sums { src:sums dcterms:title 'Sums'@en ; schema:url <https://sums.example/> }")
    assert ask(root, "GRAPH g:sums { e:initech a kg:Company ; rdfs:label 'Initech'@en }")
    assert not ask(root, "GRAPH g:sums { e:acme a ?kind }"), "what the seeds describe is not described again"
    assert ask(
        root,
        "GRAPH g:sums { ?c a kg:Claim ; rdf:subject e:globex ; rdf:predicate kg:revenue ; rdf:object 1000000000 ; "
        "kg:unit 'USD' ; kg:status kg:Accepted ; kg:pointInTime '2024'^^xsd:gYear ; prov:wasDerivedFrom src:sums ; "
        "kg:evidence [ oa:hasSource src:sums ; oa:hasSelector [ a oa:FragmentSelector ; rdf:value 'row 3' ] ] }",
    )
    assert ask(root, "GRAPH g:sums { e:initech kg:investsIn e:globex . e:globex kg:investsIn e:initech }")


def test_what_is_inferred_follows_imports(root: Path) -> None:
    mapping = MAPPING.replace("investsIn", "owns")
    run(root, put(root, "Who,Sum,Year,Whom\nAcme,,,Gx\nGx,,,Initech\n", mapping))
    assert ask(root, "GRAPH g:inferred { e:acme kg:ownsIndirectly e:initech }")
    build.drop_graph(root, "sums")
    assert not ask(root, "e:acme kg:ownsIndirectly ?anything")


def test_one_claim_in_two_graphs_keeps_its_evidence_apart(root: Path) -> None:
    run(root)
    run(root, graph="again")
    rows = store.open_store(root).select(
        "SELECT DISTINCT ?source ?row { "
        "?c rdf:object 9000000000 ; kg:evidence ?e . ?e oa:hasSource ?source ; oa:hasSelector/rdf:value ?row }"
    )
    assert sorted((row["source"].value.rpartition("/")[2], row["row"].value) for row in rows) == [  # type: ignore[union-attr]
        ("again", "row 1"), ("sums", "row 1"), ("table", "Acme 2024"),
    ]  # fmt: skip


def test_the_judgement_of_the_seeds_stands(root: Path) -> None:
    run(root)
    refuted = "?c rdf:object 8000000000 ; kg:status"
    assert ask(root, f"GRAPH g:sums {{ {refuted} kg:Refuted }}")
    assert not ask(root, f"{refuted} kg:Accepted")
    assert not ask(root, "e:acme kg:revenue 8000000000")


def test_two_snapshots_are_two_sources(root: Path) -> None:
    for graph in ("g:old.2024", "https://e.example/graphs/New"):
        run(root, graph=graph)
    sources = [row["s"].value for row in store.open_store(root).select("SELECT ?s { ?s dcterms:title 'Sums'@en }")]  # type: ignore[union-attr]
    assert sorted(source.rpartition("/")[2] for source in sources) == ["new", "old-2024"]
    assert set(store.open_store(root).graphs()) >= {GRAPH["old.2024"].value, "https://e.example/graphs/New"}


def test_a_table_named_like_a_source_of_the_seeds(root: Path) -> None:
    done = run(root, put(root, name="filing.csv"))
    assert done.graph == GRAPH.filing.value
    assert ask(root, "GRAPH g:filing { src:filing-import a kg:Source . FILTER NOT EXISTS { src:filing ?p ?o } }")
    assert run(root, put(root, name="filing.csv")) == done


# ---- again and again ----


def test_importing_again_changes_nothing(root: Path) -> None:
    first = run(root)
    once, kept = quads(root), (root / "graphs" / "sums.nq").read_bytes()
    assert run(root) == first
    assert (quads(root), (root / "graphs" / "sums.nq").read_bytes()) == (once, kept)
    build.rebuild(root)
    assert quads(root) == once
    build.drop_graph(root, "sums")
    assert run(root) == first
    assert quads(root) == once


def test_importing_again_replaces(root: Path) -> None:
    run(root)
    done = run(root, put(root, "Who,Kind,Sum,Year,Whom\nHooli,,7,2025,\n"))
    assert (done.rows, done.claims, done.new) == (1, 1, 1)
    assert not ask(root, "e:initech ?p ?o")
    assert ask(root, "e:hooli kg:revenue 7")


def test_other_imports_may_come_between(root: Path) -> None:
    one = put(root, "Who,Sum,Year,Whom\nInitech,1,2024,Hooli\nHOOLI,2,2024,\n", name="one.csv")
    two = put(root, "Who,Sum,Year,Whom\nhooli,3,2024,Initech\nPuma,4,2024,\n", name="two.csv")
    models = put(root, "Who\nPuma\nHooli\n", '[entities]\nWho = "Model"\n' + MAPPING.partition("[entities]")[0]
                 + '[[claims]]\nsubject = "{Who}"\nopenWeights = "true"\nnote = "{Who}"\n', "three.csv")  # fmt: skip
    for path in (one, two, models):
        run(root, path)
    before = {path.name: path.read_bytes() for path in (root / "graphs").iterdir()}
    once = quads(root)
    for path in (two, models, one):
        run(root, path)
    assert {path.name: path.read_bytes() for path in (root / "graphs").iterdir()} == before
    assert quads(root) == once
    labels = store.open_store(root).select("SELECT ?g ?l { GRAPH ?g { e:hooli a kg:Company ; rdfs:label ?l } }")
    assert [row["l"] for row in labels] == [Literal("Hooli", language="en")] * 2, "in both graphs by one label"
    assert ask(root, "e:hooli-model a kg:Model ; rdfs:label 'Hooli'@en")


def test_importing_after_new_seeds(root: Path) -> None:
    run(root)
    assert ask(root, "GRAPH g:sums { e:initech a kg:Company }")
    with open(root.parent / "seeds" / "all.yaml", "a", encoding="utf-8") as file:
        file.write("  - {subject: initech, partnersWith: acme, evidence: [filing]}\n")
        file.write("initech: {type: AILab, name: {en: Initech}}\n")
    build.compile_seeds(root, root.parent / "seeds")
    assert run(root).matched == 3
    assert not ask(root, "GRAPH g:sums { e:initech a ?kind }")
    assert ask(root, "GRAPH g:sums { e:initech kg:investsIn e:globex }")


def test_a_store_without_seeds(tmp_path: Path) -> None:
    root = tmp_path / "store"
    build.build_empty(root)
    done = run(root)
    assert (done.claims, done.confirmed, done.matched, done.new) == (5, 0, 0, 4)
    assert ask(root, "e:acme-inc rdfs:label 'Acme Inc'@en")
    assert run(root) == done


# ---- whole or not at all ----


@pytest.mark.parametrize(
    ("text", "mapping", "message"),
    [
        (TABLE + '"open', MAPPING, "sums.csv:6: error: a quotation mark is not closed [csv]"),
        (TABLE.replace("Sum", "Total"), MAPPING, 'sums.csv:1: error: no column "Sum"'),
        (TABLE, MAPPING.replace("revenue", "revenu"), 'sums.toml: error: unknown key "revenu"'),
        ("Who,Sum,Year,Whom\n", MAPPING, "sums.csv: error: no claim could be made of 0 rows [empty]"),
        ("Who,Sum,Year,Whom\nAcme,x,2024,\nAcme,,,\n", MAPPING,
         'sums.csv:2: warning: "x USD": expected a number and a unit such as 500e9 USD [bad-number]\n'
         "sums.csv: error: no claim could be made of 2 rows [empty]"),
    ],
)  # fmt: skip
def test_what_fails_leaves_the_store_untouched(root: Path, text: str, mapping: str, message: str) -> None:
    run(root)
    before = files(root)
    with pytest.raises(KGError) as caught:
        run(root, put(root, text, mapping))
    assert str(caught.value).replace(f"{root.parent.as_posix()}/", "").startswith(message)
    assert files(root) == before


@pytest.mark.parametrize("graph", ["seeds", "g:ontology", GRAPH.inferred.value])
def test_graphs_that_are_compiled_are_not_filled(root: Path, graph: str) -> None:
    before = files(root)
    with pytest.raises(StoreError, match="is compiled from seeds; choose another name with --graph"):
        run(root, graph=graph)
    with pytest.raises(StoreError, match="/graph/seeds is compiled"):
        run(root, put(root, name="seeds.csv"))
    with pytest.raises(NotFound, match='"a b" is no name for a graph'):
        run(root, graph="a b")
    assert files(root) == before


def test_a_failure_while_storing_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(root)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "_change", full)
    with pytest.raises(OSError, match="No space left"):
        run(root)
    assert files(root) == before, "and nothing is left beside it"


def test_an_interruption_leaves_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files(root)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "add_graph", stop)
    with pytest.raises(KeyboardInterrupt):
        run(root)
    assert files(root) == before


def test_no_importer_of_that_name(root: Path) -> None:
    with pytest.raises(NotFound, match='no importer "epoch-model"; did you mean "epoch-models"'):
        importing.run(root, "epoch-model", root, quiet=True)


# ---- what it does to the graph as a whole ----


def test_names_of_the_seeds_stay_theirs(root: Path, ontology: Ontology) -> None:
    text = "Who\nAcme\nacme inc\n頂點\nGLOBEX\nGx\nAcme (model)\n"
    mapping = MAPPING.partition("[entities]")[0] + (
        '[entities]\nWho = "Model"\n[[claims]]\nsubject = "{Who}"\nopenWeights = "true"\nnote = "{Who}"\n'
    )
    assert run(root, put(root, text, mapping)).new == 6
    graph = store.open_store(root)
    for name in ("Acme", "ACME", "acme", "Acme Inc", "頂點"):
        assert search.resolve(graph, name).value.endswith("/acme")
    for name in ("Globex", "gx"):
        assert search.resolve(graph, name).value.endswith("/globex")
    assert search.resolve(graph, "Acme Inc (model)").value.endswith("/acme-inc")
    assert search.resolve(graph, "Gx (model)").value.endswith("/gx-model"), "gx is a name of Globex"


def shapes_say(quads: list[Quad], ontology: Ontology) -> list[str]:
    directory = paths.shipped("ontology")
    data = shacl.data_graph(Records(), ontology, directory)
    for triple in shacl.graph(quads):
        data.add(triple)
    return [str(problem) for problem in shacl.report(data, shacl.shapes_graph(ontology, directory), {})]


def test_seeds_and_imports_fit_the_shapes_together(root: Path, ontology: Ontology) -> None:
    run(root)
    run(root, graph="again")
    opened = store.open_store(root)
    found = [quad for name in ("seeds", "sums", "again") for quad in opened.quads(GRAPH[name])]
    assert shapes_say(found, ontology) == []
    assert shapes_say([quad for quad in found if quad.predicate != KG.tier], ontology) != []


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_bar_on_a_terminal_only(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pty

    parent, child = pty.openpty()
    with os.fdopen(child, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        importing.run(root, "csv", put(root))
        importing.run(root, "csv", put(root), quiet=True)
        monkeypatch.undo()
    data = b""
    with contextlib.suppress(OSError):  # Linux says so when the other end is closed and all is read
        while part := os.read(parent, 65_536):
            data += part
    os.close(parent)
    assert data.count(b"reading rows") >= 1
    assert b"storing" in data
    assert b"100%" in data


def test_a_stage_may_come_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two providers may have one name: what counts the rows of the first must not be asked about the second."""
    begun: list[tuple[str, int]] = []

    def read(path: Path | None, draft: Draft) -> None:
        for what in ("prices of a", "prices of b", "prices of a"):
            for row in draft.each([Row(Where("x", 1), "r", {})], what):
                draft.claim(row, draft.entity(row, "Acme", "Company"), "foundedOn", Date("1999"))

    def stage(text: str, total: int) -> Callable[[int], None]:
        begun.append((text, total))
        return lambda done: None

    fake = Importer("fake", "F", "F", "https://f.example/", None, "", "", read, needs_path=False)
    monkeypatch.setattr(importers, "find", lambda name: fake)
    monkeypatch.setattr(progress, "bar", lambda quiet: contextlib.nullcontext(stage))
    done = importing.run(root, "fake", None)
    assert (done.rows, done.claims) == (3, 1)
    assert begun[:3] == [("reading prices of a", 1), ("reading prices of b", 1), ("reading prices of a", 1)]
    assert [text for text, _ in begun[3:]] == ["storing"]


# ---- whatever the cells hold ----

NAMES = st.sampled_from([
    "Acme", "ACME", "acme inc", "Globex", "gx", "頂點", "Acme (company)", "A.B", "A-B", "A B", "con", "\ufffd", "!!!",
    "é", "e\u0301", "Ａ", "\u202eabc", "", "filing", "=1+1",
]) | st.text(max_size=8)  # fmt: skip
SUMS = st.sampled_from(["1", "1e9", "-1", "NaN", "inf", "1e999", "1,000", "1_000", "$5", "5e-3", "9" * 40, ""])
DATES = st.sampled_from(["2024", "2024-01", "2024-02-30", "1/2/2024", "1700", "", "2024-01-01"])
WORDS = st.sampled_from(["Committed", "committed", "Refuted", "https://a.example/b", ""]) | st.text(max_size=4)
EVERYTHING = """\
key = "Word"
[source]
title = "T"
url = "https://t.example/"
[entities]
A = "Company"
B = "Country"
M = "Model"
[[claims]]
subject = "{A}"
investsIn = "{B}"
amount = "{Sum} USD"
from = "{From}"
until = "{Until}"
by = "{A}"
stage = "{Word}"
[[claims]]
subject = "{M}"
remark = "{Word}"
status = "Disputed"
reason = "{Word}"
[[claims]]
subject = "{M}"
website = "https://x.example/{A}"
basis = "{Word}"
[[claims]]
subject = "{A}"
develops = "{M}"
note = "{Word}"
[[claims]]
subject = "{A}"
owns = "{B}"
share = "{Sum} %"
"""


@pytest.fixture(scope="module")
def beside(built: Path, tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Callable[[str], None]:
    """Imports a table in memory beside the seeds, and checks everything that must hold of any import."""
    directory = tmp_path_factory.mktemp("any")
    seeds = load.load(built / "seeds", ontology, [])
    graph = Store.in_memory(rdf.quads(seeds, ontology))
    path = directory / "any.csv"
    path.with_suffix(".toml").write_text(EVERYTHING, encoding="utf-8")

    def check(text: str) -> None:
        path.write_text(text, encoding="utf-8", newline="")
        importer = with_mapping(path, None)
        draft = Draft(importer, known.of(graph, GRAPH.any), ontology)
        importer.read(path, draft)
        made = draft.finished()
        assert all(str(problem).isprintable() for problem in draft.refused)
        for slug in made.entities:
            identifier(slug)
        ids = {claim.id for claim in seeds.claims}
        together = Records(
            {**seeds.entities, **made.entities}, {**seeds.sources, **made.sources},
            seeds.claims + [claim for claim in made.claims if claim.id not in ids],
        )  # fmt: skip
        assert len(together.entities) == len(seeds.entities) + len(made.entities)
        problems = validate.validate(together, ontology)
        assert [p for p in problems if p.severity == "error" or p.rule == "duplicate-name"] == []
        imported = list(rdf.quads(made, ontology, GRAPH.any))
        texts = [quad.object.value for quad in imported if isinstance(quad.object, Literal)]
        assert not [text for text in texts if FORBIDDEN.search(text.replace("\ufffd", ""))]
        both = Store.in_memory([*graph.quads(), *imported])
        for entity in seeds.entities.values():
            names = [
                entity.id,
                "gx" if entity.id == "globex" else "ACME",
                *entity.name.values(),
                *(name for names in entity.aliases.values() for name in names),
            ]
            assert {search.resolve(both, name).value.rpartition("/")[2] for name in names} == {entity.id}

    return check


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(NAMES, NAMES, NAMES, SUMS, DATES, DATES, WORDS), min_size=1, max_size=5))
def test_whatever_the_cells_hold_what_is_made_is_sound(
    beside: Callable[[str], None], rows: list[tuple[str, ...]]
) -> None:
    cells = [["A", "B", "M", "Sum", "From", "Until", "Word"], *rows]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in cells)
    if text.encode("utf-8", "surrogatepass").decode("utf-8", "replace") == text and text.count("\0") <= len(text) // 4:
        beside(text)
