"""What follows from the claims: SPARQL rules run to a fixpoint, into a graph of its own.

Each rule is a file of ``ontology/rules/``: a CONSTRUCT whose template holds the inferred triple and
one ``kg:Inference`` that names the rule and the claims it came from. Nothing is inferred from a claim that is
refuted, only rumoured, or cancelled.

The rules run in memory over what they mention and nothing else: on disk a transaction for each round takes twenty
times as long, and a user's own millions of triples are none of their business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store, Triple

from kg import paths
from kg.errors import KGError
from kg.terms import GRAPH, PREFIXES, RDF

INFERRED = GRAPH.inferred

#: A line of owners or of models grows by one link a round; a rule that makes new nodes for ever must come to an end.
MAX_ROUNDS = 1000


def rules(directory: Path | None = None) -> dict[str, str]:
    """The rules by name, those first whose conclusions others read; else in order of their names."""
    directory = directory or paths.shipped("ontology") / "rules"
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.rq"))}
    heads = {name: _mentions(_parts(rule)[0]) - _BOOKKEEPING for name, rule in found.items()}
    bodies = {name: _relations(rule) for name, rule in found.items()}
    # A rule may say "unless that is inferred", which holds only once the other rule has run.
    waiting, order = list(found), list[str]()
    while waiting:
        free = (n for n in waiting if not any(heads[other] & bodies[n] for other in waiting if other != n))
        order.append(next(free, waiting[0]))
        waiting.remove(order[-1])
    return {name: found[name] for name in order}


def infer(engine: Store, directory: Path | None = None) -> int:
    """Replace the graph of inferred triples.

    :param engine: on disk or in memory
    :return: how many rounds it took
    :raises KGError: if a rule is not SPARQL, or the rules never come to an end
    """
    found = rules(directory)
    memory = Store()
    memory.bulk_extend(_premises(engine, found.values()))
    rounds = _run(memory, found)
    engine.remove_graph(INFERRED)
    engine.bulk_extend(memory.quads_for_pattern(None, None, None, INFERRED))
    return rounds


def concerns(engine: Store, graph: NamedNode, directory: Path | None = None) -> bool:
    """Whether `graph` holds anything that a rule reads, so that what is inferred depends on it."""
    for node in map(NamedNode, _read_by(rules(directory).values())):
        for found in (
            engine.quads_for_pattern(None, node, None, graph),
            engine.quads_for_pattern(None, None, node, graph),
        ):
            if next(found, None) is not None:
                return True
    return False


def _run(memory: Store, found: dict[str, str]) -> int:
    """Run the rules until nothing new follows; how many rounds that took."""
    bodies = {name: _relations(rule) for name, rule in found.items()}
    due = set(found)
    for round_ in range(1, MAX_ROUNDS + 1):
        touched: set[str] = set()
        for name in [name for name in found if name in due]:
            touched |= _apply(memory, name, found[name])
        # Only a rule that reads a relation which has grown can find more.
        due = {name for name, body in bodies.items() if body & touched}
        if not due:
            return round_
    raise KGError(f"ontology/rules: error: still inferring after {MAX_ROUNDS} rounds [rules]")


def _apply(memory: Store, name: str, rule: str) -> set[str]:
    """Add what one rule finds; the relations of which it found anything new, or anything new about."""
    try:
        triples: Iterable[Triple] = memory.query(  # type: ignore[assignment]
            rule, prefixes=PREFIXES, use_default_graph_as_union=True
        )
        quads = {Quad(t.subject, t.predicate, t.object, INFERRED) for t in triples}
    except SyntaxError as error:
        message = " ".join(str(error).split())
        raise KGError(f"ontology/rules/{name}.rq: error: {message} [sparql]") from None
    new = [quad for quad in quads if quad not in memory]
    memory.extend(new)
    if not new:
        return set()
    reified = {quad.object.predicate.value for quad in quads if isinstance(quad.object, Triple)}
    return reified | {quad.predicate.value for quad in new} - _BOOKKEEPING


def _premises(engine: Store, found: Iterable[str]) -> Iterator[Quad]:
    """The quads with a predicate or object that some rule names, but none that were inferred."""
    read = _read_by(found)
    for iri in read:
        for quad in engine.quads_for_pattern(None, NamedNode(iri), None):
            if quad.graph_name != INFERRED:
                yield quad
        for quad in engine.quads_for_pattern(None, None, NamedNode(iri)):
            if quad.predicate.value not in read and quad.graph_name != INFERRED:
                yield quad


def _read_by(found: Iterable[str]) -> set[str]:
    return {iri for rule in found for iri in _mentions(_parts(rule)[1])}


def _parts(rule: str) -> tuple[str, str]:
    """The template of a rule and its pattern, without comments."""
    text = re.sub(r"(?m)^\s*#.*$", "", rule)
    head, _, body = text.partition("WHERE")
    return head, body


def _relations(rule: str) -> set[str]:
    """The relations whose triples a rule reads; those that it only names, to find claims about them, left out."""
    return _mentions(re.sub(r"(rdfs:subPropertyOf|rdf:predicate)\S*\s+\S+", "", _parts(rule)[1]))


def _mentions(text: str) -> set[str]:
    """The IRIs that stand in a piece of SPARQL, in full or with one of our prefixes; those inside strings not.

    >>> _mentions('?x kg:owns <http://e/y> ; kg:rule "kg:no"') == {KG + "owns", KG + "rule", "http://e/y"}
    True
    """
    text = re.sub(r'"[^"\n]*"', "", text)
    full = re.findall(r"<([^<>\s()]+)>", text)
    short = re.findall(r"(?<![\w?$:])(\w+):([\w-]+)", text)
    return {*full, *(PREFIXES[prefix] + name for prefix, name in short if prefix in PREFIXES)}


KG = PREFIXES["kg"]
#: What every rule writes about its inferences; it grows whenever anything is inferred.
_BOOKKEEPING = frozenset({
    RDF.type.value, RDF.reifies.value, PREFIXES["prov"] + "wasDerivedFrom", KG + "rule", KG + "Inference",
})  # fmt: skip
