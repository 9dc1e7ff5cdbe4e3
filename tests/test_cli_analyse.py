"""path, loops and conflicts from the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result

from kg.errors import NotFound


def test_ring_of_nvidia_openai_and_oracle(kg: Callable[..., Result]) -> None:
    result = kg("loops", "nvidia", "openai", "oracle")
    first, sums, *legs = result.stdout.splitlines()
    assert first == "1. Nvidia → OpenAI → Oracle → Nvidia"
    assert sums == "   known amounts US$440 billion, firm US$370 billion"
    assert [leg.split("  ")[2].strip() for leg in legs] == [
        "Nvidia invests in OpenAI", "OpenAI rents compute from Oracle", "Oracle is supplied by Nvidia",
    ]  # fmt: skip
    assert "up to US$100 billion  intended   2025-09-22" in legs[0]
    assert "1 of 2 claims" in legs[0]
    assert "firm: US$30 billion" in legs[0]
    assert len({leg.index("billion") for leg in legs}) == 1
    assert result.stderr == "1 ring of money\n"


def test_rings_as_rows(kg: Callable[..., Result]) -> None:
    rows: Any = json.loads(kg("loops", "--format", "json").stdout)
    assert [(r["loop"], r["leg"], r["payer"], r["payee"], r["amount_usd"], r["stage"]) for r in rows] == [
        (1, 1, "Nvidia", "OpenAI", 100e9, "Intended"), (1, 1, "Nvidia", "OpenAI", 30e9, "Committed"),
        (1, 2, "OpenAI", "Oracle", 300e9, "Committed"), (1, 3, "Oracle", "Nvidia", 40e9, None),
    ]  # fmt: skip
    assert all(row["claim"] and row["sources"] for row in rows)
    table = list(csv.DictReader(io.StringIO(kg("loops", "--format", "csv").stdout)))
    assert [row["claim"] for row in table] == [row["claim"] for row in rows]


def test_rings_in_chinese(kg: Callable[..., Result]) -> None:
    shown = kg("loops", "--lang", "zh-Hant").stdout
    assert shown.startswith("1. 輝達 → OpenAI → 甲骨文 → 輝達\n   已知金額 4,400 億美元,其中確定 3,700 億美元\n")
    assert "最多 1,000 億美元  有意" in shown


def test_no_rings(kg: Callable[..., Result]) -> None:
    result = kg("loops", "alone")
    assert (result.stdout, result.stderr) == ("", "no rings of money\n")
    assert kg("loops", "--longest", "2").stdout == ""
    assert kg("loops", "nobody", fine=False).exit_code == 1


def test_too_much_work_is_said(kg: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    from kg import rings

    found = rings.Loops()
    found.complete = 3
    monkeypatch.setattr(rings, "loops", lambda *_, **__: found)
    assert "too many to find all: whole up to 3 legs" in kg("loops").stderr


def test_path(kg: Callable[..., Result]) -> None:
    shown = kg("path", "甲骨文", "nvidia").stdout.splitlines()
    assert shown[0] == "1. Oracle — Nvidia"
    assert shown[1].startswith("     Nvidia supplies Oracle  about US$40 billion  2025-05  ")
    rows: Any = json.loads(kg("path", "nvidia", "openai", "--format", "json").stdout)
    assert [(row["step"], row["subject"], row["object"], row["status"]) for row in rows] == [
        (1, "Nvidia", "OpenAI", "Accepted"), (1, "Nvidia", "OpenAI", "Accepted"),
    ]  # fmt: skip
    assert "輝達 投資 OpenAI" in kg("path", "nvidia", "openai", "--lang", "zh-Hant").stdout


def test_unconnected(kg: Callable[..., Result]) -> None:
    error = kg("path", "nvidia", "alone", fine=False).exception
    assert isinstance(error, NotFound)
    assert str(error) == "no claims connect nvidia and alone"


def test_conflicts(kg: Callable[..., Result]) -> None:
    result = kg("conflicts")
    blocks = result.stdout.split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [
        "1. Nvidia · founded on · open, compared", "2. Nvidia · change in market value · resolved, compared",
    ]  # fmt: skip
    assert "   likely slip: −US$60 billion against −US$589 billion is a factor of 10: 億" in blocks[1]
    assert "   ✗ −US$60 billion   close, refuted  2025  " in blocks[1]
    assert "      why: Ten times too small." in blocks[1]
    assert result.stderr == "2 sets of rival claims\n"


def test_conflicts_of_one_or_of_a_state(kg: Callable[..., Result]) -> None:
    assert kg("conflicts", "alone").stdout == ""
    assert kg("conflicts", "輝達", "--open").stdout.startswith("1. Nvidia · founded on")
    assert kg("conflicts", "--kind", "stated").stdout == ""
    chinese = kg("conflicts", "--lang", "zh-Hant").stdout
    assert "可能筆誤:−600 億美元 與 −5,890 億美元 相差 10 倍" in chinese
    assert "2. 輝達 · 市值變動 · 已釐清, 經比對" in chinese


def test_conflicts_as_rows(kg: Callable[..., Result]) -> None:
    rows: Any = json.loads(kg("conflicts", "--format", "json").stdout)
    assert sorted((row["set"], row["value"], row["status"]) for row in rows) == [
        (1, "1993-02", "Accepted"), (1, "1993-04", "Accepted"), (2, "−US$589 billion", "Accepted"),
        (2, "−US$60 billion", "Refuted"),
    ]  # fmt: skip
    assert {row["slip"] is None for row in rows} == {True, False}
    assert all(row["claim"] for row in rows)
