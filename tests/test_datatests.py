"""Tests of what the data say: figures that are likely slips, and one thing under two names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kg import datatests
from kg.vocab import Ontology

if TYPE_CHECKING:
    from conftest import World


def implausible(world: World, claim: str) -> list[str]:
    assert world.claim(claim) == []
    return [str(problem) for problem in datatests.implausible(world.records, world.ontology)]


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        (
            "valuation: 852e12 USD",
            "seeds/x.yaml:3:5: warning: valuation US$852 trillion is above US$3 trillion; "
            "a zero too many or too few, or refuted? [implausible]",
        ),
        (
            "raised: 30 USD",
            "seeds/x.yaml:3:5: warning: raised US$30 is below US$1 million; "
            "a zero too many or too few, or refuted? [implausible]",
        ),
        (
            "{investsIn: globex, amount: 5e13 USD}",
            "seeds/x.yaml:3:5: warning: amount US$50 trillion is above US$2 trillion; "
            "a zero too many or too few, or refuted? [implausible]",
        ),
    ],
)
def test_slips(world: World, claim: str, message: str) -> None:
    lines = claim.strip("{}").split(", ")
    assert world.claim(*lines) == []
    found = [str(problem) for problem in datatests.implausible(world.records, world.ontology)]
    assert found == [message.replace("3:5", "2:5")] or found == [message]


def test_what_is_refuted_may_be_anything(world: World) -> None:
    assert world.claim("valuation: 852e12 USD", "status: Refuted", "reason: {en: a slip}") == []
    assert list(datatests.implausible(world.records, world.ontology)) == []


def test_nothing_is_said_of_units_without_a_range(world: World) -> None:
    assert implausible(world, "valuation: 1 KRW") == []
    assert implausible(world, "valuation: 5e9 USD") == []


@pytest.mark.parametrize(
    ("other", "kind", "same"),
    [
        ("G-1", "Chip", True),
        ("g 1", "Chip", True),
        ("G1.5", "Chip", False),
        ("G-1", "Company", False),  # a firm may be called as its chip is
        ("ACME  ", "Organization", True),  # a company is one
    ],
)
def test_spellings(world: World, ontology: Ontology, other: str, kind: str, same: bool) -> None:
    world.check(f"other: {{type: {kind}, name: {{en: {other!r}}}}}\n")
    found = [p.rule for p in datatests.spellings(world.records, ontology)]
    assert found == ["two-spellings"] * same
