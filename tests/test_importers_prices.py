"""models.dev and genai-prices: models, who sells them, and at what price."""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from kg.errors import KGError
from kg.importers import genai_prices

Read = Callable[..., Any]

SEEDS = """
acme AILab: Acme, Acme AI
cloudy CloudProvider: Cloudy
m-9 Model: M-9, M Nine
fam ModelFamily: Fam
"""


# ---- models.dev ----


def test_a_lab_s_model(imported: Read) -> None:
    files = {
        "models/acme/m-9.toml": """\
name = "M Nine"
release_date = 2025-04-05
last_updated = "2025-06"
open_weights = true
license = "MIT"
[limit]
context = 1_000_000
output = 64_000
[[weights]]
url = "https://a.example/m-9"
[[weights]]
url = "ftp://a.example/m-9"
""",
        "models/other/thing.toml": 'name = "Fam"\nrelease_date = "2025-01"\nopen_weights = false',
        "labs/acme/logo.toml": 'name = "no model"',
    }
    found = imported("models-dev", files, SEEDS)
    assert found.claims == [
        "acme develops m-9 |  | acme/m-9",
        "m-9 releasedOn 2025-04-05 |  | acme/m-9",
        "m-9 openWeights true (boolean) | cites=https://a.example/m-9 | acme/m-9",
        "m-9 contextLength 1,000,000 tokens |  | acme/m-9",
        "m-9 license MIT |  | acme/m-9",
        "other develops fam-model |  | other/thing",
        "fam-model releasedOn 2025-01 |  | other/thing",
        "fam-model openWeights false (boolean) |  | other/thing",
    ]
    assert found.new == ["other Company other", "fam-model Model Fam (model)"]
    assert found.draft.source.date == "2025-06"
    assert found.refused == []


def test_a_lab_goes_by_its_name_as_a_provider(imported: Read) -> None:
    files = {
        "models/acmeai/a.toml": 'name = "A"',
        "providers/acmeai/provider.toml": 'name = "Acme AI"',
        "models/cloudy/b.toml": 'name = "B"',
        "providers/cloudy/provider.toml": 'name = "Cloudy Days"',
        "models/newlab/c.toml": 'name = "C"',
        "providers/newlab/provider.toml": 'name = "New Lab"',
    }
    found = imported("models-dev", files, SEEDS)
    assert found.claims == [
        "acme develops a |  | acmeai/a",
        "cloudy develops b |  | cloudy/b",
        "new-lab develops c |  | newlab/c",
    ]


def test_versions_under_one_name_are_told_apart_by_their_files(imported: Read) -> None:
    files = {f"models/acme/m-1-{day}.toml": 'name = "M-1"' for day in ("0501", "0806")}
    files["models/other/m-1.toml"] = 'name = "M-1"'
    assert imported("models-dev", files, SEEDS).new == [
        "m-1-0501 Model m-1-0501",
        "m-1-0806 Model m-1-0806",
        "other Company other",
        "m-1 Model M-1",
    ]


def test_prices_of_a_provider(imported: Read) -> None:
    files = {
        "models/acme/m-1.toml": 'name = "M-1"',
        "providers/cloudy/provider.toml": 'name = "Cloudy"',
        "providers/cloudy/models/acme/m-1.toml": """\
base_model = "acme/m-1"
last_updated = "2025-06-07"
[cost]
input = 0.15
output = 1
cache_read = 0.01
[[cost.tiers]]
input = 9
""",
        "providers/reseller/models/x/y/m-1-fast.toml": 'base_model = "acme/m-1"\n[cost]\ninput = 1e-7',
    }
    found = imported("models-dev", files, SEEDS)
    assert found.about("availableOn") == [
        "m-1 availableOn cloudy | amount=0.15 USD; basis=per-million-input-tokens; said=2025-06-07 | "
        "providers/cloudy/acme/m-1",
        "m-1 availableOn cloudy | amount=1 USD; basis=per-million-output-tokens; said=2025-06-07 | "
        "providers/cloudy/acme/m-1",
        "m-1 availableOn reseller | amount=0.0000001 USD; basis=per-million-input-tokens | "
        "providers/reseller/x/y/m-1-fast",
    ]
    assert found.draft.rows == 3


def test_several_offers_of_one_model(imported: Read) -> None:
    """Each under an id of its own, but for that which is the model's."""
    files = {
        "models/acme/m-1.toml": 'name = "Model One"',
        "providers/a/models/x/m-1.toml": 'base_model = "acme/m-1"\n[cost]\ninput = 1',
        "providers/a/models/x/m-1-fast.toml": 'base_model = "acme/m-1"\n[cost]\ninput = 2',
        "providers/a/models/eu.m-1.toml": 'base_model = "acme/m-1"',
        "providers/b/models/b-m-1.toml": 'base_model = "acme/m-1"',
    }
    found = imported("models-dev", files, SEEDS)
    basis = "basis=per-million-input-tokens"
    assert found.about("availableOn") == [
        'model-one availableOn a | role="eu.m-1" | providers/a/eu.m-1',
        f'model-one availableOn a | amount=2 USD; {basis}; role="m-1-fast" | providers/a/x/m-1-fast',
        f"model-one availableOn a | amount=1 USD; {basis} | providers/a/x/m-1",
        "model-one availableOn b |  | providers/b/b-m-1",
    ]


@pytest.mark.parametrize("cost", ["", "[cost]\ninput = 0\noutput = 0.0", "cost = 5", "[cost]\ncache_read = 3"])
def test_an_offer_without_a_price(imported: Read, cost: str) -> None:
    """Nothing to pay for a token may mean a subscription."""
    files = {"providers/cloudy/models/m-9.toml": f'name = "M-9"\n{cost}'}
    found = imported("models-dev", files, SEEDS)
    assert found.claims == ["m-9 availableOn cloudy |  | providers/cloudy/m-9"]


def test_a_price_for_input_alone(imported: Read) -> None:
    files = {"providers/cloudy/models/m-9.toml": 'name = "M-9"\n[cost]\ninput = 0.02\noutput = 0'}
    assert imported("models-dev", files, SEEDS).claims == [
        "m-9 availableOn cloudy | amount=0.02 USD; basis=per-million-input-tokens | providers/cloudy/m-9"
    ]


def test_how_an_offer_finds_its_model(imported: Read) -> None:
    """By what it is based on, by the seller's own file of that name, by name, by the id that is the file's name."""
    files = {
        "models/acme/m-1.toml": 'name = "Model One"',
        "models/acme/m-2.toml": 'name = "Model Two"',
        "models/other/m-2.toml": 'name = "Second"',
        "providers/a/models/any.toml": 'base_model = "acme/m-1"\nname = "M-9"',
        "providers/acme/models/m-2.toml": 'name = "nobody\'s name"',
        "providers/b/models/x.toml": 'name = "model-one"',
        "providers/c/models/y.toml": 'name = "m-1"',
        "providers/d/models/z.toml": 'name = "m-2"',
        "providers/e/models/v.toml": 'base_model = "acme/m-3"',
        "providers/f/models/w.toml": 'name = "m nine"',
    }
    found = imported("models-dev", files, SEEDS)
    assert [claim.split(" | ")[0] for claim in found.about("availableOn")] == [
        "model-one availableOn a",
        "model-two availableOn acme",
        "model-one availableOn b",
        "model-one availableOn c",
        "m-9 availableOn f",
    ]
    assert found.refused == [
        'providers/d/models/z.toml:1: no model is known as "m-2" [unknown-model]',
        'providers/e/models/v.toml:1: no model is known as "acme/m-3" [unknown-model]',
    ]


def test_the_repository_may_stand_in_a_folder(imported: Read) -> None:
    files = {
        "models.dev-main/models/acme/m-1.toml": 'name = "M-1"',
        "models.dev-main/providers/cloudy/models/m-1.toml": 'base_model = "acme/m-1"',
    }
    assert imported("models-dev", files, SEEDS).claims == [
        "acme develops m-1 |  | acme/m-1",
        "m-1 availableOn cloudy |  | providers/cloudy/m-1",
    ]


def test_wrong_files_of_models(imported: Read) -> None:
    files: dict[str, str | bytes] = {
        "models/acme/a.toml": "name = ",
        "models/acme/b.toml": b'name = "\xff"',
        "models/acme/c.toml": "name = 5",
        "models/acme/d.toml": 'name = "D"\nweights = 5\nlimit = "large"\nlicense = 7\nopen_weights = "yes"',
        "models/acme/e.toml": 'name = "E"\nrelease_date = "2025-13"\n[limit]\ncontext = "big"',
        "models/acme/f.toml": 'name = "F"\n[limit]\ncontext = 0',
        "models/acme/g.toml": f'name = "G"\nx = {"[" * 5000}',
        "providers/cloudy/provider.toml": "name = ",
        "providers/cloudy/models/d.toml": "base_model = 'acme/d'\nlast_updated = 'x'\n[cost]\ninput = -1\noutput = inf",
        "providers/cloudy/models/e.toml": 'base_model = "acme/e"\n[cost]\ninput = true\noutput = 3',
    }
    found = imported("models-dev", files, SEEDS)
    assert found.claims == [
        "acme develops d |  | acme/d",
        "acme develops e |  | acme/e",
        "acme develops f |  | acme/f",
        "d availableOn cloudy |  | providers/cloudy/d",
        "e availableOn cloudy | amount=3 USD; basis=per-million-output-tokens | providers/cloudy/e",
    ]
    assert found.refused[0].startswith("models/acme/a.toml:1: is no TOML: ")
    assert "models/acme/c.toml:1: has no name [no-name]" in found.refused
    assert [line.partition(": ")[0] + line[line.rindex(" [") :] for line in found.refused] == [
        "models/acme/a.toml:1 [toml]",
        "models/acme/b.toml:1 [file]",
        "models/acme/g.toml:1 [toml]",
        "models/acme/a.toml:1 [no-name]",
        "models/acme/b.toml:1 [no-name]",
        "models/acme/c.toml:1 [no-name]",
        "models/acme/e.toml:1 [bad-date]",
        "models/acme/e.toml:1 [bad-number]",
        "models/acme/g.toml:1 [no-name]",
        "providers/cloudy/provider.toml:1 [toml]",  # once, however many offers it has
        "providers/cloudy/models/d.toml:1 [bad-date]",
        "providers/cloudy/models/d.toml:1 [out-of-range]",
        "providers/cloudy/models/d.toml:1 [bad-number]",
        "providers/cloudy/models/e.toml:1 [bad-number]",
    ]


def test_models_dev_needs_its_files(imported: Read) -> None:
    with pytest.raises(
        KGError, match=r"x: holds no models/LAB/MODEL\.toml and no providers/PROVIDER/models/MODEL\.toml"
    ):
        imported("models-dev", {"x/pyproject.toml": ""}, path="x")


# ---- genai-prices ----


def providers(*models: dict[str, Any], **more: Any) -> dict[str, str]:
    """A data.json of one provider."""
    return {"data.json": json.dumps([{"id": "cloudy", "name": "Cloudy", "models": models, **more}])}


def test_prices_per_million_tokens(imported: Read) -> None:
    files = providers(
        {"id": "m9", "name": "M-9", "prices": {"input_mtok": 0.15, "output_mtok": 2, "cache_read_mtok": 1}},
        {"id": "acme/m-9", "prices": {"output_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]}}},
        {"id": "m-9", "name": None, "prices": {"input_mtok": 0, "requests_kcount": 5}},
        {"id": "m-9", "prices": None},
        {"id": "m-9"},
        pricing_urls=["https://c.example/pricing", "see there"],
    )
    found = imported("genai-prices", files, SEEDS)
    page = "cites=https://c.example/pricing"
    assert found.claims == [
        f"m-9 availableOn cloudy | amount=0.15 USD; basis=per-million-input-tokens; {page} | cloudy/m9",
        f"m-9 availableOn cloudy | amount=2 USD; basis=per-million-output-tokens; {page} | cloudy/m9",
        f"m-9 availableOn cloudy | amount=3 USD; basis=per-million-output-tokens; {page}; "
        'note="More for long prompts." | cloudy/acme/m-9',
    ]
    assert (found.draft.rows, found.refused) == (5, [])


def test_prices_that_hold_from_a_day_on(imported: Read) -> None:
    prices = [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_date": "2026-03-01"}, "prices": {"input_mtok": 3}},
        {"constraint": {"start_date": "2026-01-15"}, "prices": {"input_mtok": 2}},
        {"constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"}, "prices": {"input_mtok": 0.5}},
        {"constraint": {"start_date": "2026-02-01"}, "prices": None},
    ]
    found = imported("genai-prices", providers({"id": "m-9", "prices": prices}), SEEDS)
    basis = "basis=per-million-input-tokens"
    assert found.claims == [
        f"m-9 availableOn cloudy | amount=1 USD; {basis}; until=2026-01-14 | cloudy/m-9",
        f"m-9 availableOn cloudy | amount=2 USD; {basis}; from=2026-01-15; until=2026-02-28 | cloudy/m-9",
        f"m-9 availableOn cloudy | amount=3 USD; {basis}; from=2026-03-01 | cloudy/m-9",
    ]


def test_a_provider_that_is_new(imported: Read) -> None:
    files = providers({"id": "m-9", "prices": {"input_mtok": 1}}, id="fresh", name=None)
    found = imported("genai-prices", {"prices.json": files["data.json"]}, SEEDS, path="prices.json")
    assert found.claims == ["m-9 availableOn fresh | amount=1 USD; basis=per-million-input-tokens | fresh/m-9"]
    assert found.new == ["fresh Company fresh"]


def test_what_is_not_known_or_only_passed_on(imported: Read) -> None:
    model = {"id": "org/m-7", "name": "M-7", "prices": {"input_mtok": 1}}
    found = imported("genai-prices", providers(model, {"id": "m-8", "prices": {"input_mtok": 1}}), SEEDS)
    assert found.claims == []
    assert found.refused == [
        'data.json#cloudy/org/m-7: no model is known as "M-7" [unknown-model]',
        'data.json#cloudy/m-8: no model is known as "m-8" [unknown-model]',
    ]
    resold = providers({"id": "m-9", "prices": {"input_mtok": 1}}, id="huggingface_cloudy", name="HuggingFace (cloudy)")
    found = imported("genai-prices", resold, SEEDS)
    assert found.claims == []
    assert found.refused == [
        "data.json#huggingface_cloudy/m-9: HuggingFace (cloudy) passes on what another provider sells [resold]"
    ]


def test_wrong_prices(imported: Read) -> None:
    wrong = [{"prices": {"input_mtok": "free", "output_mtok": -1}}, {"prices": {"input_mtok": {"base": None}}}, 5, None]
    wrong += [{"prices": 5}, {"prices": {"input_mtok": [1]}, "constraint": "never"}]
    dated = [{"constraint": {"start_date": "2026-02-30"}, "prices": {"input_mtok": 4}}]
    files = providers({"id": "m-9", "prices": wrong}, {"id": "m-9", "prices": dated}, pricing_urls=5)
    found = imported("genai-prices", files, SEEDS)
    assert found.claims == ["m-9 availableOn cloudy | amount=4 USD; basis=per-million-input-tokens | cloudy/m-9"]
    assert [line.partition(": ")[0] + line[line.rindex(" [") :] for line in found.refused] == [
        "data.json#cloudy/m-9 [bad-number]",
        "data.json#cloudy/m-9 [out-of-range]",
        "data.json#cloudy/m-9 [bad-number]",
        "data.json#cloudy/m-9 [bad-date]",
    ]


@pytest.mark.parametrize(
    "content",
    ["{}", "5", "[5]", "[{}]", '[{"models": 5}]', '[{"models": [5]}]', '[{"models": {"a": {}}}]'],
)
def test_prices_of_another_form(imported: Read, content: str) -> None:
    with pytest.raises(KGError, match=r"data\.json: error: expected a list of providers with models \[json\]"):
        imported("genai-prices", {"data.json": content})


@pytest.mark.parametrize("content", ["", "[", "[" * 100_000, "x"])
def test_prices_that_are_no_json(imported: Read, content: str) -> None:
    with pytest.raises(KGError, match=r"data\.json: error: is no JSON: .* \[json\]"):
        imported("genai-prices", {"data.json": content})


def test_prices_need_a_json_file(imported: Read) -> None:
    with pytest.raises(KGError, match=r"x: holds no data\.json"):
        imported("genai-prices", {"x/data.txt": ""}, path="x")


def test_without_a_path_the_package_is_read(imported: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    models = [{"id": "m-9", "prices": {"input_mtok": "0.15"}}, {"id": "m-7", "prices": None}]
    monkeypatch.setattr(genai_prices, "_packaged", lambda: [{"id": "cloudy", "models": models}])
    found = imported("genai-prices", {}, SEEDS, path=None)
    assert found.claims == [
        "m-9 availableOn cloudy | amount=0.15 USD; basis=per-million-input-tokens | cloudy/m-9",
    ]
    assert found.refused == ['genai_prices#cloudy/m-7: no model is known as "m-7" [unknown-model]']


def test_without_the_package_it_is_named(imported: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    with pytest.raises(KGError, match=r"pip install 'ai-industry-kg\[prices\]', or name its data\.json"):
        imported("genai-prices", {}, path=None)


def test_the_package_is_read_as_its_json_file() -> None:
    """Objects such as the package has, whose figures are decimals and dates."""
    package = pytest.importorskip("genai_prices")
    types = package.types
    tiers = types.TieredPrices(base=Decimal("2.5"), tiers=[types.Tier(start=1000, price=Decimal("5"))])
    later = types.ConditionalPrice(
        constraint=types.StartDateConstraint(start_date=datetime.date(2026, 3, 1)),
        prices=types.ModelPrice(input_mtok=tiers),
    )
    hours = types.ConditionalPrice(
        constraint=types.TimeOfDateConstraint(start_time=datetime.time(16), end_time=datetime.time(20)),
        prices=types.ModelPrice(input_mtok=Decimal(9)),
    )
    first = types.ConditionalPrice(constraint=None, prices=types.ModelPrice(output_mtok=Decimal("0.10")))
    assert genai_prices._plain([first, later, hours]) == [
        {"constraint": None, "prices": {"output_mtok": "0.10"}},
        {"constraint": {"start_date": "2026-03-01"}, "prices": {"input_mtok": {"base": "2.5"}}},
        {"constraint": {"start_time": "16:00:00", "end_time": "20:00:00"}, "prices": {"input_mtok": "9"}},
    ]
    found = genai_prices._packaged()
    assert all(genai_prices._is_provider(provider) for provider in found)
    assert len(found) > 10
    [openai] = [provider for provider in found if provider["id"] == "openai"]
    assert openai["name"] == "OpenAI"
    assert openai["pricing_urls"][0].startswith("https://")
    assert {"gpt-4o", "gpt-4o-mini"} <= {model["id"] for model in openai["models"]}
    assert any(model["name"] for model in openai["models"])
    prices = [price for p in found for m in p["models"] for _, _, price in genai_prices._periods(m["prices"])]
    assert any("input_mtok" in price for price in prices)
