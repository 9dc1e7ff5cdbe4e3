from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import Where
from kg.model import Claim, Date, Evidence, Number, Plain, Prose, Ref, Value, canonical

CLAIM = Claim(
    where=Where("a.yaml", 1, 1),
    subject=Ref("stargate"),
    predicate="budget",
    object=Number(Decimal("500e9"), "USD"),
    evidence=(Evidence("itweb-2025-01-22"),),
    qualifiers={"at": (Date("2025-01-21"),), "by": (Ref("openai"), Ref("softbank"))},
)


def test_the_id_of_a_claim_never_changes() -> None:
    """Stores, exports and links hold these ids: change this value only with a way to redirect the old ones."""
    assert CLAIM.id == "9ec4b67bdac1d3e4"


@pytest.mark.parametrize(
    "change",
    [
        {"where": Where("b.yaml", 9, 9)},
        {"evidence": (Evidence("itweb-2025-01-22"), Evidence("cnyes-168485", "p6"))},
        {"object": Number(Decimal("5.0e11"), "USD")},
        {"subject": Ref("stargate", Where("b.yaml"))},
        {"handle": "plan"},
        {"qualifiers": CLAIM.qualifiers | {"status": (Ref("Refuted"),), "reason": (Prose((("en", "No."),)),)}},
        {"qualifiers": {"by": (Ref("softbank"), Ref("openai")), "at": (Date("2025-01-21"),)}},
    ],
)
def test_what_does_not_change_a_claim(change: dict[str, object]) -> None:
    assert replace(CLAIM, **change).id == CLAIM.id  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": Ref("openai")},
        {"predicate": "raised"},
        {"object": Number(Decimal("500e9"), "EUR")},
        {"object": Number(Decimal("500e9"))},
        {"object": Plain("500000000000 USD")},
        {"qualifiers": {"at": (Date("2025-01"),), "by": CLAIM.qualifiers["by"]}},
        {"qualifiers": {"at": (Date("2025-01-21"),)}},
        {"qualifiers": {"said": (Date("2025-01-21"),), "by": CLAIM.qualifiers["by"]}},
    ],
)
def test_what_makes_another_claim(change: dict[str, object]) -> None:
    assert replace(CLAIM, **change).id != CLAIM.id  # type: ignore[arg-type]


def test_first_and_word() -> None:
    claim = replace(CLAIM, qualifiers={"stage": (Ref("Intended"),), "at": (Date("2025"),)})
    assert (claim.first("at"), claim.first("by"), claim.word("stage"), claim.word("at")) == (
        Date("2025"),
        None,
        "Intended",
        None,
    )


text = st.text(max_size=5)
value = st.one_of(
    st.builds(Ref, text),
    st.builds(
        Number,
        st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=99, min_value=-99),
        st.none() | text,
    ),
    st.builds(Date, text),
    st.builds(Plain, text),
    st.builds(lambda pairs: Prose(tuple(sorted(pairs.items()))), st.dictionaries(text, text, max_size=2)),
)


@given(value, value)
def test_values_have_one_text_if_and_only_if_they_are_equal(one: Value, other: Value) -> None:
    if type(one) is type(other):
        assert (canonical(one) == canonical(other)) == (one == other)
