"""genai-prices: what providers charge for a model's tokens, from the Python package or its ``data.json``.

The package is an extra (``pip install 'ai-industry-kg[prices]'``); its prices are US dollars per million tokens, some
from a day on. https://github.com/pydantic/genai-prices
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.errors import KGError, Where, quoted
from kg.importers import Importer
from kg.importers.draft import Draft, Given
from kg.importers.files import Files
from kg.importers.rows import Row
from kg.model import Ref

_PRICES = {"input_mtok": "per-million-input-tokens", "output_mtok": "per-million-output-tokens"}


def _packaged() -> list[dict[str, Any]]:
    """The data of the installed package, as its JSON file has them."""
    try:
        from genai_prices import data
    except ImportError:
        message = "the prices come with a package: pip install 'ai-industry-kg[prices]', or name its data.json"
        raise KGError(message) from None
    return [
        {
            "id": provider.id, "name": provider.name, "pricing_urls": provider.pricing_urls or [],
            "models": [
                {"id": model.id, "name": model.name, "prices": _plain(model.prices)} for model in provider.models
            ],
        }
        for provider in data.providers
    ]  # fmt: skip


def _plain(prices: Any) -> Any:
    """The package's price objects as its JSON file has them."""
    if isinstance(prices, list):
        return [{"constraint": _plain(price.constraint), "prices": _plain(price.prices)} for price in prices]
    if prices is None:
        return None
    return {name: _number(value) for name, value in vars(prices).items() if value is not None}


def _number(value: Any) -> Any:
    return {"base": str(value.base)} if hasattr(value, "base") else str(value)


def _periods(prices: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Prices with the first and last day on which they hold (or nothing); those for some hours are left out."""
    found = []
    for price in prices if isinstance(prices, list) else [{"prices": prices}]:
        constraint = price.get("constraint") if isinstance(price, dict) else None
        constraint = constraint if isinstance(constraint, dict) else {}
        if isinstance(price, dict) and isinstance(price.get("prices"), dict) and "start_time" not in constraint:
            found.append((str(constraint.get("start_date") or ""), price["prices"]))
    found.sort(key=lambda period: period[0])
    for number, (start, held) in enumerate(found, 1):
        yield start, _day_before(found[number][0]) if number < len(found) else "", held


def _day_before(day: str) -> str:
    """The day before `day`; nothing if that is no day.

    >>> _day_before("2026-03-01")
    '2026-02-28'
    """
    try:
        return (datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return ""


def _model(draft: Draft, row: Row, provider: Ref | None, model: dict[str, Any], pages: list[str]) -> None:
    identifier, name = str(model.get("id", "")), str(model.get("name") or "")
    last = identifier.split("/")[-1]
    found = next((m for text in (name, identifier, last) if text and (m := draft.match(row, text, "Model"))), None)
    if found is None:
        draft.refuse(row, f"no model is known as {quoted(name or identifier)}", "unknown-model")
        return
    for start, end, prices in _periods(model.get("prices")):
        shared: dict[str, Given] = {"cites": pages, "from": draft.date(row, start), "until": draft.date(row, end)}
        for column, basis in _PRICES.items():
            given = prices.get(column)
            base = given.get("base") if isinstance(given, dict) else given
            amount = draft.number(row, "" if base is None else str(base), "amount", "USD")
            if amount is not None and amount.value:
                note = "More for long prompts." if isinstance(given, dict) else None
                draft.claim(row, found, "availableOn", provider, amount=amount, basis=basis, note=note, **shared)


def _read(path: Path | None, draft: Draft) -> None:
    if path is None:
        providers, shown = _packaged(), "genai_prices"
    else:
        files = Files.open(path)
        name = files.find("data.json") or next((n for n in files.names() if n.endswith(".json")), None)
        if name is None:
            raise KGError(f"{path}: holds no data.json")
        shown = files.shown(name)
        try:
            providers = json.loads(files.text(name))
        except (ValueError, RecursionError) as error:
            raise KGError(f"{shown}: error: is no JSON: {error} [json]") from None
        draft.removed(files)
    if not isinstance(providers, list) or not all(map(_is_provider, providers)):
        raise KGError(f"{shown}: error: expected a list of providers with models [json]")
    for provider in providers:
        label = str(provider.get("name") or provider.get("id"))
        names = [f"{provider.get('id')}/{model.get('id')}" for model in provider["models"]]
        rows = [Row(Where(f"{shown}#{name}"), name, {}) for name in names]
        for row, model in zip(draft.each(rows, f"prices of {label}"), provider["models"], strict=True):
            if str(provider.get("id")).startswith("huggingface_"):
                draft.refuse(row, f"{label} passes on what another provider sells", "resold")
                continue
            seller = draft.entity(row, label, "Company", accept="Entity")
            pages = provider.get("pricing_urls")
            _model(draft, row, seller, model, [str(url) for url in pages] if isinstance(pages, list) else [])


def _is_provider(found: Any) -> bool:
    models = found.get("models") if isinstance(found, dict) else None
    return isinstance(models, list) and all(isinstance(model, dict) for model in models)


IMPORTER = Importer(
    "genai-prices", "genai-prices", "Pydantic", "https://github.com/pydantic/genai-prices", "MIT",
    "what providers charge for a model's tokens", "nothing (the installed package is read), or its data.json", _read,
    needs_path=False,
)  # fmt: skip
