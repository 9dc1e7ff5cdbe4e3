"""What follows from the claims: SPARQL rules run to a fixpoint, into a graph of its own.

Each rule is a file of ``ontology/rules/``: a CONSTRUCT whose template holds the inferred triple and
one ``kg:Inference`` that names the rule and the claims it came from. Nothing is inferred from a refuted claim.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg import paths
from kg.errors import KGError
from kg.terms import GRAPH, PREFIXES, Quad

if TYPE_CHECKING:
    import pyoxigraph

INFERRED = GRAPH.inferred

#: Rules feed one another (a chain of owners grows by one link a round), so there must be an end to it.
MAX_ROUNDS = 30


def rules(directory: Path | None = None) -> dict[str, str]:
    """The rules by name, in order of their names."""
    directory = directory or paths.shipped("ontology") / "rules"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.rq"))}


def infer(engine: pyoxigraph.Store, directory: Path | None = None) -> int:
    """Replace the graph of inferred triples.

    :return: how many rounds it took
    :raises KGError: if a rule is not SPARQL, or the rules never come to an end
    """
    engine.clear_graph(INFERRED)
    found = rules(directory)
    for round_ in range(1, MAX_ROUNDS + 1):
        added = 0
        for name, rule in found.items():
            try:
                triples = engine.query(rule, prefixes=PREFIXES, use_default_graph_as_union=True)
            except SyntaxError as error:
                raise KGError(f"ontology/rules/{name}.rq: error: {error} [sparql]") from None
            quads = {Quad(t.subject, t.predicate, t.object, INFERRED) for t in triples}  # type: ignore[union-attr]
            new = [quad for quad in quads if quad not in engine]
            engine.extend(new)
            added += len(new)
        if not added:
            return round_
    raise KGError(f"ontology/rules: error: still inferring after {MAX_ROUNDS} rounds [rules]")
