"""Tests of what the data say, not of how they are written; what they find is for people to judge.

They look at the claims as every reader does, through SPARQL over the graph that the seeds become.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg import claims, conflicts, rdf
from kg.errors import Problem
from kg.model import Records
from kg.store import Store
from kg.vocab import Ontology


def open_conflicts(records: Records, ontology: Ontology) -> Iterator[Problem]:
    """Rival values that are all accepted: nobody has yet said which is right or what each counts.

    One warning a set, at the claim that stands last in the files.
    """
    places = {claim.id: claim.where for claim in records.claims}
    store = Store.in_memory(rdf.quads(records, ontology))
    for conflict in conflicts.find(claims.fetch(store), ontology):
        if conflict.state != "open":
            continue
        values = dict.fromkeys(conflicts.in_words(point) for point in conflict.points)
        slip = f"; {conflict.slip.text()}" if conflict.slip else ""
        first = conflict.points[0].claim
        message = (
            f'rival claims of {first.predicate} of "{first.subject}": {" against ".join(values)}{slip}; '
            "say what each counts (basis), or which is wrong (status, reason)"
        )
        where = max(places[point.claim.id] for point in conflict.points)
        yield Problem(where, message, "conflict", "warning")
