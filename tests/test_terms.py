"""Terms and prefixes."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.terms import ENTITY, KG, PREFIXES, NamedNode, compact, date, local, number


@pytest.mark.parametrize(
    ("value", "text", "kind"),
    [("5e11", "500000000000", "integer"), ("1.10", "1.1", "decimal"), ("-0.50", "-0.5", "decimal"), ("1E+30", "1" + "0" * 30, "integer"),  # noqa: E501
     ("1E-7", "0.0000001", "decimal"), ("0.0", "0", "integer"), ("100", "100", "integer")],
)  # fmt: skip
def test_numbers_are_exact(value: str, text: str, kind: str) -> None:
    literal = number(Decimal(value))
    assert (literal.value, literal.datatype.value) == (text, PREFIXES["xsd"] + kind)


@pytest.mark.parametrize(("text", "kind"), [("2025", "gYear"), ("2025-01", "gYearMonth"), ("2025-01-21", "date")])
def test_dates_keep_their_precision(text: str, kind: str) -> None:
    assert (date(text).value, date(text).datatype.value) == (text, PREFIXES["xsd"] + kind)


def test_names() -> None:
    assert KG.budget == KG["budget"] == NamedNode(PREFIXES["kg"] + "budget")
    assert local(ENTITY["deepseek-r1"].value) == "deepseek-r1"
    with pytest.raises(ValueError, match="IRI"):
        ENTITY["a b"]


@pytest.mark.parametrize(
    ("iri", "name"),
    [("https://w3id.org/aikg/entity/a-b.c", "e:a-b.c"), ("https://w3id.org/aikg/entity/a.", None), ("http://other/x", None),  # noqa: E501
     ("https://w3id.org/aikg/entity/", None), ("https://w3id.org/aikg/entity/a/b", None)],
)  # fmt: skip
def test_compact(iri: str, name: str | None) -> None:
    assert compact(iri) == name
