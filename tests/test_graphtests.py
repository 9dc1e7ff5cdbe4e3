"""What lies beside the seeds must not harm what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from kg import build, cli, graphtests, paths, rdf
from kg.store import Store
from kg.terms import ENTITY, GRAPH, KG, PROV, RDF, RDFS, SKOS, Literal, NamedNode, Quad

if TYPE_CHECKING:
    from conftest import World

NOTES = GRAPH.notes


def beside(world: World, *triples: tuple[NamedNode, NamedNode, NamedNode | Literal]) -> list[str]:
    world.check("")
    quads = [*rdf.quads(world.records, world.ontology), *(Quad(s, p, o, NOTES) for s, p, o in triples)]
    return [str(p) for p in graphtests.check(Store.in_memory(quads), world.records, world.ontology)]


def english(text: str) -> Literal:
    return Literal(text, language="en")


@pytest.mark.parametrize("edge", [RDFS.label, SKOS.altLabel])
def test_a_name_of_another(world: World, edge: NamedNode) -> None:
    described = [(ENTITY.acme2, RDF.type, KG.Company), (ENTITY.acme2, RDFS.label, english("Acme Two"))]
    assert beside(world, *described) == []
    assert beside(world, *described, (ENTITY.acme2, edge, english("ACME"))) == [
        'g:notes: warning: calls "acme2" "ACME", as the seeds call acme; import or load it again [ambiguous-name]'
    ]


def test_a_further_name_for_one_of_the_seeds(world: World) -> None:
    assert beside(world, (ENTITY.acme, SKOS.altLabel, english("Acme Incorporated"))) == []
    assert beside(world, (ENTITY.acme, SKOS.altLabel, english("Globex"))) == [
        'g:notes: warning: calls "acme" "Globex", as the seeds call globex; import or load it again [ambiguous-name]'
    ]


def test_another_class(world: World) -> None:
    assert beside(world, (ENTITY.globex, RDF.type, KG.Organization)) == []  # a lab is one
    assert beside(world, (ENTITY.globex, RDF.type, KG.Chip)) == [
        'g:notes: warning: has "globex" as Chip, the seeds as AILab; import or load it again [other-class]'
    ]


def test_what_nothing_describes(world: World) -> None:
    claim = NamedNode("https://w3id.org/aikg/claim/1")
    assert beside(world, (claim, RDF.subject, ENTITY.acme), (claim, RDF.object, ENTITY.gone)) == [
        'g:notes: warning: speaks of "gone", which nothing describes; import or load it again [unknown-entity]'
    ]
    assert beside(world, (claim, PROV.wasAttributedTo, ENTITY.acme)) == []


def test_check_looks_beside_the_seeds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World, capsys: object
) -> None:
    """The built-in seeds are looked at with what was loaded; files that are named are looked at alone."""
    monkeypatch.setattr(
        paths, "shipped", lambda name, real=paths.shipped: world.root if name == "seeds" else real(name)
    )
    store = tmp_path / "store"
    build.build(store, world.root)
    notes = tmp_path / "notes.ttl"
    notes.write_text("@prefix e: <https://w3id.org/aikg/entity/> . e:acme a <https://w3id.org/aikg/ontology#Chip> .")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli.kg, ["--store", str(store), *arguments])

    assert run("load", str(notes)).exit_code == 0
    found = run("check")
    assert 'g:notes: warning: has "acme" as Chip, the seeds as Company' in found.stdout
    assert found.exit_code == 0
    assert "g:notes" not in run("check", str(world.root)).stdout


def test_no_store_yet(tmp_path: Path, world: World) -> None:
    from kg import check

    world.check("")
    assert check.beside(tmp_path / "nowhere", world.records) == []
    assert not (tmp_path / "nowhere").exists()
