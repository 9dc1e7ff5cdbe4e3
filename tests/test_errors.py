from __future__ import annotations

import pytest

from kg.errors import DataError, Problem, Where, did_you_mean, listed, nearest, quoted


@pytest.mark.parametrize(
    ("where", "text"),
    [(Where("a.yaml", 3, 7), "a.yaml:3:7"), (Where("a.yaml", 3), "a.yaml:3"), (Where("a.yaml"), "a.yaml")],
)
def test_a_place_names_only_what_is_known(where: Where, text: str) -> None:
    assert str(where) == text


def test_data_error_holds_all_problems_in_order_of_place() -> None:
    second, first = Problem(Where("b", 1, 1), "two", "x"), Problem(Where("a", 9, 1), "one", "x")
    error = DataError([second, first])
    assert error.problems == [first, second]
    assert str(error) == "a:9:1: error: one [x]\nb:1:1: error: two [x]"


@pytest.mark.parametrize(
    ("name", "names", "found"),
    [
        ("opneai", ["oracle", "openai"], ["openai"]),
        ("OpenAI", ["openai"], ["openai"]),
        ("usd", ["USD", "EUR"], ["USD"]),
        ("zzz", ["openai"], []),
        ("", ["openai"], []),
        ("x" * 5000, ["x" * 5000], []),
    ],
)
def test_nearest(name: str, names: list[str], found: list[str]) -> None:
    assert nearest(name, names) == found


def test_nearest_finds_a_misspelling_among_thousands() -> None:
    names = [f"company-{i}" for i in range(5000)] + ["deepseek"]
    assert nearest("depseek", names) == ["deepseek"]
    assert did_you_mean("qqqqqq", names) == ""


def test_quoted_shows_hostile_text_on_one_short_line() -> None:
    shown = quoted("a\nb\x1b[2J\u202e\ud800" + "x" * 500)
    assert shown.startswith(r'"a\nb\x1b[2J\u202e\ud800xxx')
    assert shown.endswith('…"')
    assert len(shown) < 90


def test_listed() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b"], last="and")] == [
        "",
        "a",
        "a or b",
        "a and b",
    ]
