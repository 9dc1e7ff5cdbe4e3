"""show, search and stats from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kg import build, cli
from kg.errors import NotFound

SOURCES = """\
filing: {type: Filing, title: A filing, url: "https://a.example/", date: 2025-06-01, tier: Primary}
blog: {type: Post, title: A post, url: "https://b.example/", tier: Weak}
"""
SEEDS = """\
nvidia: {type: ChipMaker, name: {en: Nvidia, zh-Hant: 輝達}, aliases: {en: [Nvidia Corp]}}
openai: {type: AILab, name: {en: OpenAI}}
oracle: {type: CloudProvider, name: {en: Oracle, zh-Hant: 甲骨文}}
alone: {type: Company, name: {en: Alone}}
claims:
  - {subject: nvidia, investsIn: openai, amount: 100e9 USD, bound: AtMost, stage: Intended, at: 2025-09-22, evidence: [filing]}
  - {subject: nvidia, investsIn: openai, amount: 30e9 USD, stage: Committed, at: 2026-02, evidence: [blog]}
  - {subject: openai, rentsComputeFrom: oracle, amount: 300e9 USD, stage: Committed, at: 2025-07, evidence: [filing]}
  - {subject: nvidia, supplies: oracle, amount: 40e9 USD, bound: About, at: 2025-05, evidence: [filing, blog]}
  - {subject: nvidia, marketValueChange: -60e9 USD, at: 2025, basis: close, id: slip, status: Refuted, reason: {en: Ten times too small., zh-Hant: 少了一個零。}, evidence: [blog]}
  - {subject: nvidia, marketValueChange: -589e9 USD, at: 2025, basis: close, refutes: slip, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-02, evidence: [filing]}
  - {subject: nvidia, foundedOn: 1993-04, evidence: [blog]}
  - {subject: alone, revenue: 1e9 USD, at: 2024, evidence: [filing]}
"""  # noqa: E501


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Result]:
    """Runs a command over a small store."""
    root: Path = tmp_path_factory.mktemp("look")
    (root / "seeds").mkdir()
    (root / "seeds" / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    (root / "seeds" / "all.yaml").write_text(SEEDS, encoding="utf-8")
    build.build(root / "store", root / "seeds")

    def run(*arguments: str, fine: bool = True) -> Result:
        result = CliRunner().invoke(cli.kg, ["--store", str(root / "store"), *arguments])
        assert (result.exit_code == 0) is fine, result.output
        return result

    return run


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


def test_digest_adds_up_what_it_leaves_out() -> None:
    from kg.cli.look import _digest

    rows = [("class", f"C{n}", 20 - n) for n in range(11)] + [("label", "en", 5)]
    assert _digest(rows)[-1] == ("class", "3 others (see --by class)", 12 + 11 + 10)
    assert len(_digest(rows)) == 9
