"""show, search and stats from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from click.testing import Result

from kg.errors import NotFound


def test_show(kg: Callable[..., Result]) -> None:
    shown = kg("show", "輝達").stdout
    head = "Nvidia  輝達  ·  chip maker  ·  e:nvidia\n   also: Nvidia Corp\n   7 claims from 2 sources, 4 contested"
    assert shown.startswith(head)
    assert "   ✗ −US$60 billion" in shown
    assert "      why: Ten times too small.\n" in shown
    assert "\x1b" not in shown


def test_show_in_chinese(kg: Callable[..., Result]) -> None:
    shown = kg("show", "nvidia", "--lang", "zh-Hant").stdout
    assert shown.startswith("輝達  Nvidia  ·  晶片業者")
    assert "最多 1,000 億美元, 有意" in shown


def test_show_options(kg: Callable[..., Result]) -> None:
    assert "https://a.example/" in kg("show", "nvidia", "--urls").stdout
    assert "US$30 billion" not in kg("show", "nvidia", "--as-of", "2025-12-31").stdout
    assert "US$30 billion" in kg("show", "nvidia", "--as-of", "2026-02-28").stdout
    data: Any = json.loads(kg("show", "nvidia", "--format", "json").stdout)
    assert len(data["claims"]) == 7


def test_show_nobody(kg: Callable[..., Result]) -> None:
    error = kg("show", "Nvidea", fine=False).exception
    assert isinstance(error, NotFound)
    assert 'did you mean "Nvidia"' in str(error)


def test_search(kg: Callable[..., Result]) -> None:
    assert kg("search", "輝達").stdout == (
        "entity  name    name_zh  type       matched\n------  ------  -------  ---------  -------\n"
        "nvidia  Nvidia  輝達     ChipMaker  輝達\n"
    )
    limited = kg("search", "a", "--limit", "1")
    assert len(limited.stdout.splitlines()) == 3
    assert "more; see --limit" in limited.stderr
    assert isinstance(kg("search", "zzz", fine=False).exception, NotFound)


def test_stats(kg: Callable[..., Result]) -> None:
    assert ["claims", "9"] in [line.split()[-2:] for line in kg("stats").stdout.splitlines()]
    by = kg("stats", "--by", "class", "--format", "csv").stdout.splitlines()
    assert by == ["kind,name,count", "class,AILab,1", "class,ChipMaker,1", "class,CloudProvider,1", "class,Company,1"]
    rows: Any = json.loads(kg("stats", "--format", "json").stdout)
    assert {row["kind"] for row in rows} == {
        "graph", "total", "family", "class", "property", "status", "stage", "tier", "label",
    }  # fmt: skip


def test_quality(kg: Callable[..., Result]) -> None:
    lines = kg("stats", "--quality", "--format", "csv").stdout.splitlines()
    assert lines[:3] == [
        "kind,name,count,of,percent", "support,claims with one source,8,9,88.9",
        "support,claims with two or more sources,1,9,11.1",
    ]  # fmt: skip
    assert "conflict,open,1,2,50.0" in lines
    assert "--quality and --by" in kg("stats", "--quality", "--by", "tier", fine=False).output


def test_digest_adds_up_what_it_leaves_out() -> None:
    from kg.cli.look import _digest

    rows = [("class", f"C{n}", 20 - n) for n in range(11)] + [("label", "en", 5)]
    assert _digest(rows)[-1] == ("class", "3 others (see --by class)", 12 + 11 + 10)
    assert len(_digest(rows)) == 9
