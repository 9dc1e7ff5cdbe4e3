"""The graph as it stood on a day.

A claim is in the view if it was valid then: an event that had happened (``kg:pointInTime``), a state that had begun
(``kg:startTime``) and not yet ended (``kg:endTime``), a deal or plan without a date that had been reported
(``dcterms:issued``). A month or year counts from its first day to its last. Any other claim without a date holds
always, and one with only an end from always until then: the view knows no more than the claims.

Nothing in the view has ended: an end that was still to come is not shown. A plain statement stays while one claim for
it does. What follows is inferred anew, by rules that speak of ``kg:endTime`` also from what had ended by then (who had
left is formerly affiliated), by all others only from what held.

The view is made from N-Triples as text, which is line by line by design (https://www.w3.org/TR/n-triples/): the engine
reads and writes these ten times as fast as Python makes a quad.
"""

from __future__ import annotations

import contextlib
import os
import re
import zlib
from collections.abc import Iterable

import pyoxigraph as ox

from kg import infer
from kg.errors import KGError
from kg.store import Store
from kg.terms import DCTERMS, GRAPH, KG, PROV, RDF, NamedNode, Triple

#: Where claims that have ended stand while rules run.
_ENDED = GRAPH["ended"]


def _key(node: NamedNode) -> bytes:
    return str(node).encode()


_SUBJECT, _PREDICATE, _OBJECT = _key(RDF.subject), _key(RDF.predicate), _key(RDF.object)
_POINT, _START, _END, _ISSUED = _key(KG.pointInTime), _key(KG.startTime), _key(KG.endTime), _key(DCTERMS.issued)
_STATUS, _REFUTED = _key(KG.status), _key(KG.Refuted)
#: A claim with one of these is of a deal or plan, which begins when it is told if not before.
_TOLD = frozenset({_key(KG.stage), _key(KG.horizon)})
_PARTS = frozenset({_SUBJECT, _PREDICATE, _OBJECT, _POINT, _START, _END, _ISSUED, _STATUS, _key(KG.evidence), *_TOLD})
_SELECTOR = _key(NamedNode("http://www.w3.org/ns/oa#hasSelector"))


def check_day(day: str) -> str:
    """`day` if it is a day, month or year; a month or year stands for its last day.

    >>> check_day("2025-02")
    '2025-02-28'

    :raises KGError: if it is none
    """
    import calendar
    import datetime

    try:
        if re.fullmatch(r"\d{4}", day, re.ASCII):
            return f"{datetime.date(int(day), 12, 31)}"
        if re.fullmatch(r"\d{4}-\d{2}", day, re.ASCII):
            year, month = int(day[:4]), int(day[5:])
            return f"{datetime.date(year, month, calendar.monthrange(year, month)[1])}"
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
            return f"{datetime.date.fromisoformat(day)}"
    except (ValueError, calendar.IllegalMonthError):
        pass
    raise KGError(f'"{day[:40]}" is no date; write 2025-01-21, 2025-01 or 2025')


def begun(day: str, *dates: str | None) -> bool:
    """Whether what began on each of `dates` had begun on `day`.

    >>> begun("2025-06-30", None, "2025"), begun("2024-12-31", "2025-01")
    (True, False)
    """
    # Dates of any precision compare as text with the prefix of the day that is as long.
    return all(date is None or date <= day[: len(date)] for date in dates)


def ended(day: str, end: str | None) -> bool:
    """Whether what ceased to hold at `end` no longer held on `day`.

    >>> ended("2025-06-30", "2025-06"), ended("2025-07-01", "2025-06"), ended("2025-07-01", None)
    (False, True, False)
    """
    return end is not None and end < day[: len(end)]


def view(graph: Store, day: str) -> Store:
    """A store in memory with what was valid on `day`.

    :param day: as :func:`check_day` returns it
    """
    texts = _texts(graph)
    claims = _read_claims(texts.values())
    hidden, over = _left_out(claims, day)
    gone = hidden | over | _evidence_of(texts.values(), hidden | over)
    dropped = _unsupported(claims, hidden | over)
    memory = ox.Store()
    for name, lines in texts.items():
        kept, past = [], []
        for line in lines:
            subject, predicate, _ = line.split(b" ", 2)
            if subject in gone:
                if subject in over:
                    past.append(line)
            elif predicate != _END and line not in dropped:
                kept.append(line)
        memory.load(b"\n".join(kept), format=ox.RdfFormat.N_TRIPLES, to_graph=name)
        memory.load(b"\n".join(past), format=ox.RdfFormat.N_TRIPLES, to_graph=_ENDED)
    infer.infer(memory)
    memory.remove_graph(_ENDED)
    _drop_inferred_from(memory, {line.decode()[1:-1] for line in over})
    return Store(memory)


def _texts(graph: Store) -> dict[NamedNode, list[bytes]]:
    """The lines of each named graph but the inferred one.

    To read them from a store on disk takes half of the time of a view, so they are kept beside it as one file.
    """
    path = _kept_path(graph)
    texts = _read_kept(path) if path else None
    if texts is None:
        texts = _dump(graph)
        if path:
            _keep(path, texts)
    return {NamedNode(name): lines.splitlines() for name, lines in texts.items()}


def _dump(graph: Store) -> dict[str, bytes]:
    names = [name for name in graph.engine.named_graphs() if isinstance(name, NamedNode) and name != GRAPH.inferred]
    return {name.value: graph.engine.dump(from_graph=name, format=ox.RdfFormat.N_TRIPLES) or b"" for name in names}


def _kept_path(graph: Store) -> str | None:
    """A name that no other version of the store has."""
    if graph.path is None or not graph.info:
        return None
    return os.path.join(graph.path, f"asof-{zlib.crc32(repr(graph.info).encode()):08x}.nt")


#: In a kept file, a comment names each graph, and another says that nothing is missing. No triple begins with "#".
_MARK, _WHOLE = b"\n# ", b"whole"


def _read_kept(path: str) -> dict[str, bytes] | None:
    try:
        with open(path, "rb") as file:
            _, *parts, last = file.read().split(_MARK)
    except (OSError, ValueError):
        return None
    named = (part.partition(b"\n") for part in parts)
    return {name.decode(): lines for name, _, lines in named} if last == _WHOLE else None


def _keep(path: str, texts: dict[str, bytes]) -> None:
    """Best effort: where nothing can be written, the store is read again next time."""
    temporary = f"{path}.{os.getpid()}"
    with contextlib.suppress(OSError):
        with open(temporary, "wb") as file:
            for name, lines in texts.items():
                file.write(_MARK + name.encode() + b"\n" + lines.rstrip(b"\n"))
            file.write(_MARK + _WHOLE)
        os.replace(temporary, path)
        directory = os.path.dirname(path)
        for other in os.listdir(directory):
            if other.startswith("asof-") and other != os.path.basename(path):
                os.unlink(os.path.join(directory, other))


#: What is said of a claim: objects by predicate, as in the text.
_Claim = dict[bytes, list[bytes]]


def _read_claims(texts: Iterable[list[bytes]]) -> dict[bytes, _Claim]:
    found: dict[bytes, _Claim] = {}
    for lines in texts:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate in _PARTS:
                found.setdefault(subject, {}).setdefault(predicate, []).append(rest[:-2])
    return {node: parts for node, parts in found.items() if _PREDICATE in parts}


def _date(claim: _Claim, predicate: bytes) -> str | None:
    values = claim.get(predicate)
    return values[0].split(b'"')[1].decode() if values else None


def _left_out(claims: dict[bytes, _Claim], day: str) -> tuple[set[bytes], set[bytes]]:
    """The claims that had not yet begun to hold on `day`, and those that held no more."""
    hidden, over = set(), set()
    for node, claim in claims.items():
        first = [_date(claim, _POINT), _date(claim, _START)]
        if first == [None, None] and not _TOLD.isdisjoint(claim):
            first = [_date(claim, _ISSUED)]
        if not begun(day, *first):
            hidden.add(node)
        elif ended(day, _date(claim, _END)):
            over.add(node)
    return hidden, over


def _unsupported(claims: dict[bytes, _Claim], left_out: set[bytes]) -> set[bytes]:
    """The plain statements, as lines, that only claims make which are left out."""
    supported: dict[bytes, bool] = {}
    for node, claim in claims.items():
        holds = node not in left_out and _REFUTED not in claim.get(_STATUS, ())
        for value in claim.get(_OBJECT, ()):
            line = b" ".join((claim[_SUBJECT][0], claim[_PREDICATE][0], value, b"."))
            supported[line] = supported.get(line, False) or holds
    return {line for line, holds in supported.items() if not holds}


def _evidence_of(texts: Iterable[list[bytes]], left_out: set[bytes]) -> set[bytes]:
    """The nodes that say where in a source the claims are made."""
    evidence, nodes = _key(KG.evidence), set[bytes]()
    selectors: list[tuple[bytes, bytes]] = []
    for lines in texts:
        for line in lines:
            subject, predicate, rest = line.split(b" ", 2)
            if predicate == evidence and subject in left_out:
                nodes.add(rest[:-2])
            elif predicate == _SELECTOR:
                selectors.append((subject, rest[:-2]))
    return nodes | {selector for node, selector in selectors if node in nodes}


def _drop_inferred_from(memory: ox.Store, over: set[str]) -> None:
    """Remove what rules that know nothing of ends inferred only from claims that had ended."""
    knowing = {name for name, rule in infer.rules().items() if re.search(r"^[^#]*kg:endTime", rule, re.MULTILINE)}
    holds: dict[object, bool] = {}
    for quad in memory.quads_for_pattern(None, PROV.wasDerivedFrom, None, GRAPH.inferred):
        claim = quad.object
        still = not (isinstance(claim, NamedNode) and claim.value in over)
        holds[quad.subject] = holds.get(quad.subject, False) or still
    for node in (node for node, still in holds.items() if not still):
        about = list(memory.quads_for_pattern(node, None, None, GRAPH.inferred))  # type: ignore[arg-type]
        if any(q.predicate == KG.rule and q.object.value in knowing for q in about):  # type: ignore[union-attr]
            continue
        for quad in about:
            memory.remove(quad)
            if isinstance(quad.object, Triple):
                statement = quad.object
                memory.remove(ox.Quad(statement.subject, statement.predicate, statement.object, GRAPH.inferred))
