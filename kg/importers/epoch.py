"""What the datasets of Epoch AI share: who publishes them, how they name organizations, how sure they are."""

from __future__ import annotations

import re

from kg.importers.draft import Draft
from kg.importers.rows import Row
from kg.model import Ref, Value

PUBLISHER = "Epoch AI"
LICENSE = "CC-BY-4.0"

#: Epoch's words for what an organization is, in the ontology's.
_KINDS = {
    "Industry": "Company", "Academia": "ResearchOrganization", "Research collective": "ResearchOrganization",
    "Government": "PublicBody",
}  # fmt: skip
_CONFIDENCE = {word.lower(): word for word in ("Confident", "Likely", "Uncertain", "Speculative")}


def author(draft: Draft, row: Row) -> Ref | None:
    """Epoch AI itself, which estimates much of what it publishes."""
    return draft.entity(row, PUBLISHER, "ResearchOrganization", accept="Actor")


def organization(draft: Draft, row: Row, name: str, category: str = "Industry") -> Ref | None:
    """An organization, which Epoch names with or without a second name in brackets: ``Z.ai (Zhipu AI)``."""
    if not name:
        return None
    if (match := re.fullmatch(r"(.+?) \((.+)\)", name)) and draft.match(row, name, "Actor") is None:
        name = match[1]
    kind = "ResearchOrganization" if "University" in name else _KINDS.get(category, "Organization")
    return draft.entity(row, name, kind, accept="Actor")


def country(draft: Draft, row: Row, name: str) -> Ref | None:
    """A country, unless the cell stands for several."""
    if name in ("", "Multinational") or "," in name:
        return None
    return draft.entity(row, name, "Country", accept="Place")


def confidence(word: str) -> str | None:
    """How sure Epoch is, as a word of the ontology; ``None`` where it does not say."""
    return _CONFIDENCE.get(word.strip().lower())


def tagged(cell: str) -> list[tuple[str, str | None]]:
    """Names with how sure Epoch is of each.

    >>> tagged("OpenAI #likely, Microsoft #confident, Crusoe")
    [('OpenAI', 'Likely'), ('Microsoft', 'Confident'), ('Crusoe', None)]
    """
    parts = [part.strip().partition("#") for part in cell.split(",")]
    return [(name.strip(), confidence(word)) for name, _, word in parts if name.strip()]


def links(cell: str) -> list[str]:
    """The addresses in a cell, which may hold several, and remarks.

    >>> links("https://a.example/x; https://b.example/ (an archive)")
    ['https://a.example/x', 'https://b.example/']
    """
    return [part.rstrip(";,") for part in cell.split() if part.startswith(("http://", "https://"))]


def cited(row: Row) -> list[str]:
    """The addresses that a row gives as its sources."""
    return [link for number in (1, 2, 3) for link in links(row[f"Source {number}"])]


def word(text: str) -> str | None:
    """A definition's name as the key ``basis`` takes it.

    >>> word("Annual recurring revenue")
    'annual-recurring-revenue'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or None


def state_of(draft: Draft, row: Row) -> dict[str, Value | str | list[str] | None]:
    """What Epoch says about a row as a whole: when it was reported, how sure it is, its remarks and its sources."""
    remarks = " ".join(part for part in (row["Graph note"], row["Notes"]) if part)
    return {
        "said": draft.date(row, row["Report date"]), "confidence": confidence(row["Confidence"]),
        "note": remarks or None, "cites": cited(row),
    }  # fmt: skip
