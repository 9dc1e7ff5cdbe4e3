"""BAD_INPUT B: what records may say of one another. Each rule: its smallest passing and failing input."""

# Whole messages are quoted here, however long.
# ruff: noqa: E501

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from kg import ownership

if TYPE_CHECKING:
    from conftest import World

HEAD = "claims:\n"


def claim(subject: str, stated: str, *more: str) -> str:
    parts = [f"subject: {subject}", stated, *more]
    if not any(part.startswith("evidence") for part in more):
        parts.append("evidence: [herald-2025]")
    return "  - {" + ", ".join(parts) + "}\n"


# -- names that exist -------------------------------------------------------------------------------------------------


def test_unknown_entities_are_named_with_the_nearest(world: World) -> None:
    text = HEAD + claim("acne", "investsIn: globx", "by: [alise, alice]")
    assert world.messages(text) == [
        'seeds/x.yaml:2:15: error: unknown entity "acne"; did you mean "acme"? [unknown-entity]',
        'seeds/x.yaml:2:32: error: unknown entity "globx"; did you mean "globex"? [unknown-entity]',
        'seeds/x.yaml:2:44: error: unknown entity "alise"; did you mean "alice"? [unknown-entity]',
    ]
    assert world.check(HEAD + claim("acme", "investsIn: globex", "by: [alice]")) == []


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ("herald-2025", None),
        ("herald-2025#p1", None),
        ("table-2025#any row (2025)", None),
        ("herold-2025", '2:55: error: unknown source "herold-2025"; did you mean "herald-2025"? [unknown-source]'),
        ("herald-2025#p2", '2:55: error: source "herald-2025" has no passage "p2" [unknown-passage]'),
    ],
)
def test_evidence(world: World, evidence: str, expected: str | None) -> None:
    found = world.messages(HEAD + claim("acme", "remark: {en: Indeed.}", f"evidence: [{evidence}]"))
    assert found == ([f"seeds/x.yaml:{expected}"] if expected else [])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("first", []),
        ("furst", ['3:57: error: no claim has the id "furst"; did you mean "first"? [unknown-claim]']),
        ("second", ["3:57: error: a claim cannot dispute itself [unknown-claim]"]),
    ],
)
def test_disputes(world: World, target: str, expected: list[str]) -> None:
    text = (
        HEAD
        + claim("acme", "remark: One.", "id: first")
        + claim("acme", "remark: Two.", "id: second", f"disputes: {target}")
    )
    assert [p.removeprefix("seeds/x.yaml:") for p in world.messages(text)] == expected


def test_a_handle_is_given_once(world: World) -> None:
    text = HEAD + claim("acme", "remark: One.", "id: h") + claim("acme", "remark: Two.", "id: h")
    assert world.messages(text) == [
        'seeds/x.yaml:3:21: error: duplicate claim id "h", first at seeds/x.yaml:2:21 [duplicate-id]'
    ]


def test_replaced_entities(world: World) -> None:
    text = "old: {type: Company, name: Old, replacedBy: acme}\n" + HEAD + claim("globex", "investsIn: old")
    assert world.messages(text) == ['seeds/x.yaml:3:23: warning: "old" was replaced; write "acme" [replaced]']
    assert world.check("old: {type: Company, name: Old, replacedBy: acne}\n") == ["1:1 unknown-entity"]
    assert world.check("old: {type: Company, name: Old, replacedBy: old}\n") == ["1:1 replaced"]
    ring = "".join(f"r{i}: {{type: Company, name: R{i}, replacedBy: r{(i + 1) % 3}}}\n" for i in range(3))
    assert world.check(ring) == ["1:1 replaced", "2:1 replaced", "3:1 replaced"]


# -- kinds ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (claim("acme", "designs: g1"), None),
        (claim("alice", "worksFor: acme", "by: globex"), None),
        (claim("g1", "worksFor: acme"), '2:15: error: the subject of "worksFor" must be of class Person, but "g1" is of class Chip'),
        (claim("acme", "designs: globex"), '2:30: error: the value of "designs" must be of class Product, but "globex" is of class AILab'),
        (claim("acme", "designs: g1", "by: g1"), '2:38: error: "by" of "designs" must be of class Actor, but "g1" is of class Chip'),
    ],
)  # fmt: skip
def test_classes(world: World, text: str, expected: str | None) -> None:
    assert world.messages(HEAD + text) == ([f"seeds/x.yaml:{expected} [wrong-class]"] if expected else [])


def test_an_amount_belongs_to_a_relation(world: World) -> None:
    assert world.check(HEAD + claim("acme", "investsIn: globex", "amount: 5 USD")) == []
    assert world.check(HEAD + claim("acme", "revenue: 5 USD", "amount: 5 USD")) == ["2:21 misplaced-figure"]


# -- what is said -----------------------------------------------------------------------------------------------------


def test_the_same_claim_twice(world: World) -> None:
    once = claim("acme", "budget: 5e2 USD", "at: 2024")
    assert world.check(HEAD + once + claim("acme", "budget: 500 USD", "at: 2025")) == []
    again = claim("acme", "budget: 500.0 USD", "at: 2024", "note: Again.", "evidence: [table-2025#row]")
    assert world.messages(HEAD + once + again) == [
        "seeds/x.yaml:3:21: error: says the same as the claim at seeds/x.yaml:2:21; "
        "put both sources into one claim [duplicate-claim]"
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["status: Accepted"], []),
        (["status: Refuted", "reason: Wrong."], []),
        (["status: Disputed"], ["2:21 missing-reason"]),
        (["status: Refuted", "note: Wrong."], ["2:21 missing-reason"]),
    ],
)
def test_reasons(world: World, more: list[str], expected: list[str]) -> None:
    assert world.check(HEAD + claim("acme", "remark: Fine.", *more)) == expected


@pytest.mark.parametrize(
    ("start", "end", "fails"),
    [("2024", "2024", False), ("2024-05", "2024", False), ("2024-12-31", "2025-01", False), ("2024-05-02", "2024-05-01", True),
     ("2025", "2024-12-31", True), ("2024-06", "2024-05-31", True)],
)  # fmt: skip
def test_order_of_dates(world: World, start: str, end: str, fails: bool) -> None:
    found = world.check(HEAD + claim("alice", "worksFor: acme", f"from: {start}", f"until: {end}"))
    assert found == (["2:22 date-order"] if fails else [])


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (["at: 2026-06-15", "stage: Completed"], []),
        (["at: 2026", "stage: Completed"], []),
        (["at: 2027", "stage: Intended"], []),
        (["at: 2026-06-16", "stage: Completed"], ["stage Completed, but at 2026-06-16 is in the future"]),
        (["at: 2026-07", "stage: Completed"], ["stage Completed, but at 2026-07 is in the future"]),
        (["from: 2027", "stage: Completed"], ["stage Completed, but from 2027 is in the future"]),
        (["said: 2026-07-01"], ["said 2026-07-01 is in the future"]),
    ],
)
def test_the_future(world: World, more: list[str], expected: list[str]) -> None:
    found = world.messages(HEAD + claim("acme", "investsIn: globex", *more))
    assert found == [f"seeds/x.yaml:2:21: warning: {message} [future-date]" for message in expected]


def test_a_source_from_the_future(world: World) -> None:
    line = "news: {{type: Article, title: N, url: 'https://x.example/', tier: Weak, date: {0}}}\n"
    assert world.check(line.format("2026-06-15"), "sources-x.yaml") == []
    assert world.check(line.format("2026-06-16"), "sources-x.yaml") == ["1:1 future-date"]


def test_rival_claims_are_both_kept(world: World) -> None:
    assert world.check(HEAD + claim("acme", "foundedOn: 2015") + claim("acme", "foundedOn: 2016")) == []
    assert sum(c.predicate == "foundedOn" for c in world.records.claims) == 2


# -- ownership --------------------------------------------------------------------------------------------------------


def test_nobody_owns_himself(world: World) -> None:
    assert world.check(HEAD + claim("acme", "owns: acme")) == ["2:21 self-ownership"]
    assert world.check(HEAD + claim("acme", "ownsStakeIn: acme")) == ["2:21 self-ownership"]


def test_rings_of_owners_are_pointed_out(world: World) -> None:
    text = (
        "beta: {type: Company, name: Beta}\n"
        + HEAD
        + claim("globex", "owns: acme")
        + claim("acme", "ownsStakeIn: beta")
    )
    assert world.check(text) == []
    world.check(text + claim("beta", "owns: globex"))
    assert [str(p) for p in world.problems if p.rule == "ownership-cycle"] == [
        "seeds/base.yaml:1:1: warning: owners in a ring: acme → globex → beta → acme [ownership-cycle]"
    ]
    assert world.check(text + claim("beta", "owns: globex", "stage: Cancelled")) == []
    world.check(text + claim("beta", "owns: globex", "status: Refuted", "reason: No."))
    assert not [p for p in world.problems if p.rule == "ownership-cycle"]


def test_rings_are_found_in_long_chains_and_dense_graphs_at_once() -> None:
    start = time.perf_counter()
    chain = {f"n{i}": {f"n{i + 1}"} for i in range(20_000)}
    assert ownership._rings(chain) == []
    dense = {f"n{i}": {f"n{j}" for j in range(150) if j != i} for i in range(150)}
    assert len(ownership._rings(chain | dense)) == 149
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize(("shares", "total"), [((60, 40), None), ((60, 41), "101"), ((90.5, 10), "100.5")])
def test_stakes_add_up_to_the_whole_at_most(world: World, shares: tuple[float, float], total: str | None) -> None:
    text = HEAD + "".join(
        claim(owner, "ownsStakeIn: globex", f"share: {share} %", "at: 2025")
        for owner, share in zip(("acme", "alice"), shares, strict=True)
    )
    expected = f'seeds/x.yaml:3:22: warning: stakes in "globex" at 2025 add up to {total} %: acme and alice [stake-sum]'
    assert world.messages(text) == ([expected] if total else [])
    assert world.check(text.replace("at: 2025", "at: 2024", 1)) == []


# -- names and use ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zeta", None),
        ("Acme II", None),
        ("ACME", '"zeta" and "acme" share the name "acme" [duplicate-name]'),
        ("  Acme ", '"zeta" and "acme" share the name "acme" [duplicate-name]'),
        ("Ａｃｍｅ", '"zeta" and "acme" share the name "acme" [duplicate-name]'),
        ("頂點", '"zeta" and "acme" share the name "頂點" [duplicate-name]'),
        ("Аcme", 'name "аcme" looks like that of "acme", in letters of another script [confusable-name]'),
        ("ΖetaCo", 'name "ζetaco" mixes Latin with Cyrillic or Greek letters [confusable-name]'),
        ("Яндекс", None),
        ("Zeta β", None),
    ],
)
def test_names(world: World, name: str, expected: str | None) -> None:
    found = world.messages(f"zeta: {{type: Company, name: {{en: '{name}'}}}}\n")
    assert found == ([f"seeds/x.yaml:1:1: warning: {expected}"] if expected else [])


def test_aliases_count_as_names(world: World) -> None:
    world.check(
        "aaa: {type: Company, name: One, aliases: {en: [Same]}}\nbbb: {type: Company, name: Two, aliases: {ja: [same]}}\n"
    )
    assert [p.where.line for p in world.problems if p.rule == "duplicate-name"] == [2]


def test_orphans(world: World) -> None:
    world.check("zeta: {type: Company, name: Zeta}\n")
    world.check("news: {type: Article, title: N, url: 'https://x.example/', tier: Weak}\n", "sources-x.yaml")
    assert [str(p) for p in sorted(world.problems)] == [
        'seeds/sources-x.yaml:1:1: warning: no claim uses source "news" [orphan-source]',
        'seeds/x.yaml:1:1: warning: no claim mentions entity "zeta" [orphan-entity]',
    ]
    world.check("claims: [{}]\n", "y.yaml")  # what could not be read may mention it
    assert not [p for p in world.problems if p.rule.startswith("orphan")]
