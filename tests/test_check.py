"""``kg check``: the three layers together, the shapes one by one, and the ways to report."""

# Whole messages are quoted here, however long.
# ruff: noqa: E501

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef

from kg import check, paths, shacl, store
from kg.errors import DataError, Problem, Where
from kg.model import Records
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from conftest import World

    from kg.vocab import Ontology

KG, E, SRC = (Namespace(PREFIXES[prefix]) for prefix in ("kg", "e", "src"))
OA, PROV, DCTERMS, SCHEMA, SKOS = (
    Namespace(PREFIXES[prefix]) for prefix in ("oa", "prov", "dcterms", "schema", "skos")
)

CLAIMS = """\
claims:
  - subject: acme
    investsIn: globex
    amount: 5e6 USD
    share: 20 %
    bound: About
    stage: Completed
    at: 2024-05-01
    from: 2024
    by: alice
    status: Disputed
    reason: Unclear.
    evidence: [herald-2025#p1, table-2025#row]
  - subject: alice
    remark: {en: Indeed., zh-Hant: 的確。}
    evidence: [herald-2025]
"""


# -- shapes -----------------------------------------------------------------------------------------------------------


def run(world: World, ontology: Ontology, change: Callable[[Graph, URIRef], None] | None) -> set[str]:
    """What the shapes say of the tiny world, in which `change` was made to the graph (and a claim)."""
    assert world.check(CLAIMS) == []
    directory = paths.shipped("ontology")
    data = shacl.data_graph(world.records, ontology, directory)
    claim = URIRef(PREFIXES["claim"] + next(c.id for c in world.records.claims if c.predicate == "investsIn"))
    if change:
        change(data, claim)
    shapes = shacl.shapes_graph(ontology, directory)
    return {f"{p.where}: {p.rule}" for p in shacl.report(data, shapes, shacl.places(world.records))}


def put(predicate: URIRef, *objects: object, about: URIRef | None = None) -> Callable[[Graph, URIRef], None]:
    """A change that leaves `objects` as the only values of a predicate, of the claim or another subject."""

    def change(data: Graph, claim: URIRef) -> None:
        data.remove((about or claim, predicate, None))
        for value in objects:
            data.add((about or claim, predicate, value))  # type: ignore[arg-type]

    return change


def of_evidence(predicate: URIRef, *objects: object) -> Callable[[Graph, URIRef], None]:
    """The same for the first piece of the claim's evidence, or for what selects in it."""

    def change(data: Graph, claim: URIRef) -> None:
        about = next(b for b in data.objects(claim, KG.evidence) if (b, KG.quoteSha256, None) in data)
        if (about, predicate, None) not in data:
            about = next(data.objects(about, OA.hasSelector))
        put(predicate, *objects, about=about)(data, claim)  # type: ignore[arg-type]

    return change


def test_the_tiny_world_conforms(world: World, ontology: Ontology) -> None:
    assert run(world, ontology, None) == set()


CLAIM, SOURCE, ENTITY = "seeds/x.yaml:3:5", "seeds/sources.yaml:1:1", "seeds/base.yaml:1:1"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (put(RDF.type, KG.Unicorn, about=E.acme), f"{ENTITY}: shacl:EntityShape"),
        (put(RDFS.label, Literal("頂點", lang="zh-hant"), about=E.acme), f"{ENTITY}: shacl:EntityShape"),
        (put(RDFS.label, Literal("A", lang="en"), Literal("B", lang="en"), about=E.acme), f"{ENTITY}: shacl:EntityShape"),
        (put(RDFS.label, Literal("A", lang="en"), Literal("B"), about=E.acme), f"{ENTITY}: shacl:EntityShape"),
        (put(SKOS.exactMatch, Literal("Q1"), about=E.acme), f"{ENTITY}: shacl:EntityShape"),
        (put(RDF.subject), f"{CLAIM}: shacl:ClaimShape"),
        (put(RDF.subject, E.acme, E.globex), f"{CLAIM}: shacl:ClaimShape"),
        (put(RDF.predicate), f"{CLAIM}: shacl:ClaimShape"),
        (put(RDF.object), f"{CLAIM}: shacl:ClaimShape"),
        (put(PROV.wasDerivedFrom), f"{CLAIM}: shacl:ClaimShape"),
        (put(PROV.wasDerivedFrom, E.acme), f"{CLAIM}: shacl:ClaimShape"),
        (put(KG.status), f"{CLAIM}: shacl:ClaimShape"),
        (put(KG.status, KG.Doubtful), f"{CLAIM}: shacl:ClaimShape"),
        (put(KG.status, KG.Accepted, KG.Refuted), f"{CLAIM}: shacl:ClaimShape"),
        (put(KG.reason), f"{CLAIM}: shacl:ReasonShape"),
        (put(KG.stage, Literal("Completed")), f"{CLAIM}: shacl:StageShape"),
        (put(KG.bound, KG.Completed), f"{CLAIM}: shacl:BoundShape"),
        (put(KG.unit), f"{CLAIM}: shacl:AmountShape"),
        (put(KG.unit, Literal("dollars")), f"{CLAIM}: shacl:AmountShape"),
        (put(KG.amount, Literal(-5)), f"{CLAIM}: shacl:AmountShape"),
        (put(KG.amount, Literal("5e6", datatype=XSD.double)), f"{CLAIM}: shacl:NumberShape"),
        (put(KG.share, Literal(101)), f"{CLAIM}: shacl:ShareShape"),
        (put(KG.pointInTime, Literal("2024-02-30", datatype=XSD.date, normalize=False)), f"{CLAIM}: shacl:DateShape"),
        (put(KG.pointInTime, Literal("2024-05-01")), f"{CLAIM}: shacl:DateShape"),
        (put(KG.startTime, Literal("2024", datatype=XSD.gYear), Literal("2025", datatype=XSD.gYear)), f"{CLAIM}: shacl:PeriodShape"),
        (of_evidence(OA.hasSource, E.acme), f"{CLAIM}: shacl:EvidenceShape"),
        (of_evidence(OA.hasSelector), f"{CLAIM}: shacl:EvidenceShape"),
        (of_evidence(KG.quoteSha256, Literal("abc")), f"{CLAIM}: shacl:EvidenceShape"),
        (of_evidence(OA.start), f"{CLAIM}: shacl:PassageShape"),
        (of_evidence(OA.start, Literal(99)), f"{CLAIM}: shacl:PassageShape"),
        (of_evidence(OA.end, Literal("ten")), f"{CLAIM}: shacl:PassageShape"),
        (put(SCHEMA.url, about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(SCHEMA.url, URIRef("javascript:alert(1)"), about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(SCHEMA.url, URIRef("https://u:p@x.example/"), about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(DCTERMS.title, about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(KG.tier, KG.Completed, about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(KG.sourceType, about=SRC["herald-2025"]), f"{SOURCE}: shacl:SourceShape"),
        (put(DCTERMS.issued, Literal("soon"), about=SRC["herald-2025"]), f"{SOURCE}: shacl:DateShape"),
        (put(KG.worksFor, E.globex, about=E.g1), "seeds/base.yaml:21:1: shacl:worksFor-subject"),
        (put(KG.worksFor, E.g1, about=E.alice), "seeds/base.yaml:21:1: shacl:worksFor-object"),
        (put(KG.openWeights, Literal("yes"), about=E.g1), "seeds/base.yaml:21:1: shacl:openWeights-object"),
    ],
)  # fmt: skip
def test_each_shape_finds_what_it_is_for(
    world: World, ontology: Ontology, change: Callable[[Graph, URIRef], None], expected: str
) -> None:
    assert expected in run(world, ontology, change)


def test_a_stray_node_is_named_as_such(world: World, ontology: Ontology) -> None:
    def stray(data: Graph, claim: URIRef) -> None:
        data.add((BNode("stray"), RDF.type, KG.Claim))

    assert run(world, ontology, stray) == {"stray: shacl:ClaimShape"}


# -- the whole check --------------------------------------------------------------------------------------------------


def test_check_runs_all_layers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def rivals(records: Records, ontology: Ontology) -> list[Problem]:
        return [Problem(records.claims[0].where, "rivals", "conflict", "warning")]

    monkeypatch.setattr(check, "DATA_TESTS", (rivals,))
    problems, records = check.check([world.root])
    assert [str(p) for p in problems] == [f"{world.root}/base.yaml:5:7: warning: rivals [conflict]"]
    assert check.summary(problems, records) == "checked 4 entities, 4 claims, 2 sources: 0 errors, 1 warning"


def test_rival_values_that_all_stand_are_flagged_and_both_kept(world: World) -> None:
    rivals = "- {foundedOn: 2015, evidence: [herald-2025]}", "- {foundedOn: 2016-05, evidence: [table-2025#Acme]}"
    world.write({"x.yaml": "claims:\n" + "".join(f"  {rival.replace('{', '{subject: acme, ')}\n" for rival in rivals)})
    problems, records = check.check([world.root])
    assert [(p.where.line, p.severity, p.rule) for p in problems] == [(3, "warning", "conflict")]
    assert 'rival claims of foundedOn of "acme": 2016-05 against 2015' in problems[0].message
    assert sum(claim.predicate == "foundedOn" for claim in records.claims) == 2


def test_errors_come_before_shapes(world: World) -> None:
    world.write({"x.yaml": "claims:\n  - {subject: acne, remark: Hm., evidence: [none]}\n"})
    problems, records = check.check([world.root])
    assert [p.rule for p in problems] == ["unknown-entity", "unknown-source"]
    summary = check.summary(problems, records)
    assert summary.endswith("2 errors, 0 warnings; shapes and data tests wait until the errors are mended")


def test_a_single_file_is_checked_beside_the_shipped_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    monkeypatch.setattr(
        paths, "shipped", lambda name, real=paths.shipped: world.root if name == "seeds" else real(name)
    )
    draft = tmp_path / "draft.yaml"
    draft.write_text("claims:\n  - {subject: acme, budget: 5e9 USD, evidence: [herald-2025]}\n")
    assert check.check([draft])[0] == []
    draft.write_text("claims:\n  - {subject: acne, budget: 5e9 USD, evidence: [herald-2025]}\n")
    assert [str(p) for p in check.check([draft])[0]] == [
        f'{draft}:2:15: error: unknown entity "acne"; did you mean "acme"? [unknown-entity]'
    ]
    inside = world.root / "base.yaml"  # one of the shipped files itself is not read twice
    assert check.check([inside])[0] == []
    assert check.check([world.root, draft])[0][0].rule == "unknown-entity"


def test_places_that_hold_no_seeds(tmp_path: Path) -> None:
    turtle = tmp_path / "graph.ttl"
    turtle.write_text("")
    found = [str(p) for p in check.check([turtle, tmp_path / "nowhere", tmp_path / "gone.yaml"])[0]]
    assert found == [
        f"{tmp_path}/gone.yaml: error: cannot be read: No such file or directory [file]",
        f"{turtle}: error: is neither a directory of seeds nor a .yaml file; RDF files go in with `kg load` [file]",
        f"{tmp_path}/nowhere: error: no such file or directory [file]",
    ]


# -- reports ----------------------------------------------------------------------------------------------------------

PROBLEMS = [
    Problem(Where("a,b:c.yaml", 12, 5), 'unknown entity "opnai", 100 %', "unknown-entity"),
    Problem(Where("x.yaml"), "holds nothing", "shacl:EmptyShape", "warning"),
]


def test_report_as_text() -> None:
    assert check.report(PROBLEMS, "text") == (
        'a,b:c.yaml:12:5: error: unknown entity "opnai", 100 % [unknown-entity]\n'
        "x.yaml: warning: holds nothing [shacl:EmptyShape]\n"
    )
    assert check.report([], "text") == ""


def test_report_as_json() -> None:
    first, second = json.loads(check.report(PROBLEMS, "json"))
    assert first == {
        "path": "a,b:c.yaml", "line": 12, "column": 5, "severity": "error", "rule": "unknown-entity",
        "message": 'unknown entity "opnai", 100 %',
    }  # fmt: skip
    assert (second["line"], second["severity"]) == (0, "warning")
    assert json.loads(check.report([], "json")) == []


def test_report_as_annotations_of_github() -> None:
    assert check.report(PROBLEMS, "github") == (
        '::error file=a%2Cb%3Ac.yaml,line=12,col=5,title=unknown-entity::unknown entity "opnai", 100 %25\n'
        "::warning file=x.yaml,line=1,col=1,title=shacl%3AEmptyShape::holds nothing\n"
    )


# -- the command, and `kg build` --------------------------------------------------------------------------------------


def test_command(world: World) -> None:
    from kg.cli import kg

    done = CliRunner().invoke(kg, ["check", str(world.root)])
    assert (done.exit_code, done.stdout) == (0, "")
    world.write({"x.yaml": "claims:\n  - {subject: opnai, remark: Hm., evidence: [herald-2025]}\n"})
    done = CliRunner().invoke(kg, ["check", str(world.root), "--format", "json"])
    assert done.exit_code == 1
    assert [row["rule"] for row in json.loads(done.stdout)] == ["unknown-entity"]
    assert CliRunner().invoke(kg, ["check", "--format", "xml"]).exit_code == 2


def test_seeds_with_errors_leave_the_store_as_it_was(world: World, tmp_path: Path) -> None:
    from kg import build

    target = tmp_path / "store"
    build.build(target, world.root)
    before = store.info(target)
    world.write(
        {"x.yaml": "zeta: {type: Compny, name: Z}\nclaims:\n  - {subject: opnai, budget: 5, evidence: [none]}\n"}
    )
    with pytest.raises(DataError) as caught:
        build.build(target, world.root)
    assert [p.rule for p in caught.value.problems] == ["unknown-class", "bad-unit"]
    assert store.info(target) == before


def test_a_query_does_not_pay_for_shacl() -> None:
    code = "import sys; import kg.check, kg.build; sys.exit(any(name in sys.modules for name in ('rdflib', 'pyshacl')))"
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=Path(check.__file__).parents[1], check=False).returncode == 0
    )


def test_the_real_seeds_are_checked_in_time() -> None:
    start = time.perf_counter()
    check.check()
    assert time.perf_counter() - start < 30  # 8 s on a quiet machine
