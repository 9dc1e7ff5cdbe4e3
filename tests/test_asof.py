"""The graph as it stood on a day."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import asof, build
from kg.errors import KGError
from kg.store import Store

SOURCES = """\
s1: {type: Article, title: One, url: "https://a.example/1", tier: Primary, date: 2024-05-05,
     passages: {p1: {start: 0, end: 9, sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}}
s2: {type: Article, title: Two, url: "https://a.example/2", tier: Primary, date: 2026-01-01}
"""
SEEDS = """\
acme: {type: Company, name: {en: Acme}}
globex: {type: AILab, name: {en: Globex}}
alice: {type: Person, name: {en: Alice}}
bob: {type: Person, name: {en: Bob}}
claims:
  - {subject: acme, investsIn: globex, amount: 100e9 USD, stage: Intended, at: 2025-09-22, evidence: [s1#p1]}
  - {subject: acme, investsIn: globex, amount: 1e9 USD, stage: Rumoured, at: 2025-12, evidence: [s2]}
  - {subject: acme, headquarteredIn: home, evidence: [s2]}
  - {subject: alice, leads: globex, from: 2019, until: 2023-11-17, evidence: [s1]}
  - {subject: alice, leads: acme, from: 2023-11-20, evidence: [s1]}
  - {subject: bob, worksFor: globex, from: 2020-06, until: 2021, evidence: [s1]}
  - {subject: bob, worksFor: globex, from: 2024, evidence: [s1]}
  - {subject: globex, plannedSpending: 5e9 USD, horizon: 2030, evidence: [s2]}
  - {subject: globex, revenue: 7e9 USD, at: 2024, status: Refuted, reason: {en: No.}, evidence: [s1]}
home: {type: Country, name: {en: Home}}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    root = tmp_path_factory.mktemp("asof")
    (root / "seeds").mkdir()
    (root / "seeds" / "sources.yaml").write_text(SOURCES)
    (root / "seeds" / "all.yaml").write_text(SEEDS)
    return build.build(root / "store", root / "seeds")


def holds(graph: Store, day: str, pattern: str) -> bool:
    return bool(asof.view(graph, asof.check_day(day)).results(f"ASK {{ {pattern} }}"))


@pytest.mark.parametrize(
    ("pattern", "days"),
    [
        ("e:acme kg:investsIn e:globex", {"2025-09-21": False, "2025-09-22": True, "2025-09": True, "2025-08": False}),
        ("?c kg:amount 100000000000", {"2025-09-21": False, "2025-09-22": True, "2030": True}),
        ("?c kg:amount 1000000000", {"2025-11-30": False, "2025-12-01": True}),  # a month counts from its first day
        (
            "e:alice kg:leads e:globex",
            {"2018-12-31": False, "2019-01-01": True, "2023-11-17": True, "2023-11-18": False},
        ),
        ("e:bob kg:worksFor e:globex", {"2020-05-31": False, "2021-12-31": True, "2022-01-01": False, "2024": True}),
        ("e:acme kg:headquarteredIn e:home", {"1900": True, "2030": True}),  # a claim without a date holds always
        ("e:globex kg:plannedSpending ?x", {"2025-12-31": False, "2026-01-01": True}),  # a plan, from when it was told
        ("e:globex kg:revenue ?x", {"2025": False}),  # refuted stays refuted
        ("?c kg:status kg:Refuted", {"2023": False, "2024": True}),
        ("?c kg:endTime ?end", {"2020": False, "2030": False}),
        # What follows from claims is inferred anew.
        ("e:alice kg:affiliatedWith e:globex", {"2020": True, "2024": False}),
        ("e:alice kg:presentlyAffiliatedWith e:globex", {"2018": False, "2020": True, "2023-11-18": False}),
        (
            "e:alice kg:formerlyAffiliatedWith e:globex",
            {"2020": False, "2023-11-17": False, "2023-11-18": True, "2030": True},
        ),
        ("e:bob kg:presentlyAffiliatedWith e:globex", {"2021": True, "2022": False, "2024": True}),
        ("e:bob kg:formerlyAffiliatedWith e:globex", {"2021": False, "2022": True, "2024": False}),
        ("e:bob kg:affiliatedWith e:globex", {"2021": True, "2022": False, "2024": True}),
    ],
)
def test_what_held(whole: Store, pattern: str, days: dict[str, bool]) -> None:
    assert {day: holds(whole, day, pattern) for day in days} == days


def test_nothing_of_a_hidden_claim_is_left(whole: Store) -> None:
    view = asof.view(whole, "2025-09-21")
    assert not view.select("SELECT ?e { ?e <http://www.w3.org/ns/oa#hasSource> src:s1 }")
    assert not view.select("SELECT ?r { ?r rdf:reifies ?t . MINUS { ?r a kg:Claim } MINUS { ?r a kg:Inference } }")
    assert view.select("SELECT ?s { ?s a kg:Source } ")  # sources stay


def test_far_in_the_future_only_what_has_ended_is_missing(whole: Store) -> None:
    view = asof.view(whole, "9999-12-31")
    count = "SELECT (COUNT(*) AS ?n) { ?c a kg:Claim }"
    assert int(whole.select(count)[0]["n"].value) - int(view.select(count)[0]["n"].value) == 2  # type: ignore[union-attr]
    assert set(view.graphs()) == set(whole.graphs())


def test_the_kept_text_gives_the_same_view(whole: Store) -> None:
    assert whole.path is not None
    (kept,) = Path(whole.path).glob("asof-*.nt")

    def view() -> set[str]:
        return {re.sub(r"_:\w+", "_:", str(quad)) for quad in asof.view(whole, "2024-06-01").quads()}

    text = view()
    kept.write_bytes(kept.read_bytes()[:-20])  # half a file is none
    assert view() == text
    (kept,) = Path(whole.path).glob("asof-*.nt")
    assert kept.read_bytes().endswith(b"# whole")


@pytest.mark.parametrize(
    "day", ["", "today", "2025-13", "2025-02-30", "0000", "2025-1-1", "20250101", "２０２５", "2025-01-01T00:00"]
)
def test_no_date(day: str) -> None:
    with pytest.raises(KGError, match="is no date; write 2025-01-21, 2025-01 or 2025"):
        asof.check_day(day)
