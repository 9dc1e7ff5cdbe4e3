"""models.dev: models by lab, with release dates, open weights and context, and who sells them at what price.

The repository holds a TOML file per model (``models/LAB/MODEL.toml``), and one per provider and model
(``providers/PROVIDER/models/….toml``) with prices in US dollars per million tokens. A price of nothing is none: it also
stands for what a subscription includes.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from kg.errors import KGError, Where, quoted, visible
from kg.importers import Importer
from kg.importers.draft import Draft
from kg.importers.files import Files
from kg.importers.rows import Row
from kg.model import Plain, Ref
from kg.names import key

#: Columns of a file's cost table, and what each price is for.
PRICES = {"input": "per-million-input-tokens", "output": "per-million-output-tokens"}


class _Providers:
    """What the providers are called."""

    def __init__(self, draft: Draft, files: Files) -> None:
        self._draft, self._files = draft, files
        self._names: dict[str, str] = {}

    def name(self, folder: str) -> str:
        """The name of a provider; that of its folder if it has no other."""
        if folder not in self._names:
            file = self._files.find(f"providers/{folder}/provider.toml")
            table = _parsed(self._draft, self._files, file)[1] if file is not None else {}
            self._names[folder] = str(table.get("name") or folder)
        return self._names[folder]


def _lab(draft: Draft, row: Row, providers: _Providers, folder: str) -> Ref | None:
    """The lab of a folder: named as a provider, if it is one, else by the folder."""
    name = providers.name(folder)
    for candidate in (name, folder):
        if (known := draft.match(row, candidate, "Actor")) is not None:
            return known
    return draft.entity(row, name, "Company", accept="Actor")


def _model(draft: Draft, row: Row, lab: Ref | None, table: dict[str, Any], title: str) -> Ref | None:
    model = draft.entity(row, title, "Model")
    draft.claim(row, lab, "develops", model)
    weights = table.get("weights")
    pages = [str(w.get("url", "")) for w in weights if isinstance(w, dict)] if isinstance(weights, list) else []
    draft.claim(row, model, "releasedOn", draft.date(row, str(table.get("release_date", ""))))
    if isinstance(table.get("open_weights"), bool):
        draft.claim(row, model, "openWeights", Plain(str(table["open_weights"]).lower(), "boolean"), cites=pages)
    limit = table.get("limit")
    context = str(limit.get("context", "")) if isinstance(limit, dict) else ""
    if context != "0":
        draft.claim(row, model, "contextLength", draft.number(row, context, "contextLength", "tokens"))
    if isinstance(table.get("license"), str):
        draft.claim(row, model, "license", Plain(table["license"]))
    return model


def _offer(draft: Draft, row: Row, model: Ref, provider: Ref, table: dict[str, Any], variant: str | None) -> None:
    cost = table.get("cost")
    said = draft.date(row, str(table.get("last_updated", "")))
    prices = cost if isinstance(cost, dict) else {}
    amounts = {
        basis: draft.number(row, str(prices.get(column, "")), "amount", "USD") for column, basis in PRICES.items()
    }
    charged = {basis: amount for basis, amount in amounts.items() if amount is not None and amount.value}
    for basis, amount in charged.items():
        draft.claim(row, model, "availableOn", provider, amount=amount, basis=basis, said=said, role=variant)
    if not charged:
        draft.claim(row, model, "availableOn", provider, said=said, role=variant)


def _parsed(draft: Draft, files: Files, name: str) -> tuple[Row, dict[str, Any]]:
    """A file as a row, and its table; a file that is no TOML is refused and empty."""
    row = Row(Where(files.shown(name), 1), name.removesuffix(".toml"), {})
    try:
        return row, tomllib.loads(files.text(name))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        draft.refuse(row, f"is no TOML: {visible(str(error))}", "toml")
    except KGError as error:
        draft.refuse(row, str(error), "file")
    return row, {}


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    names = [name for name in files.names() if name.endswith(".toml")]
    # The folder may be the repository, or one that holds it (as GitHub's archives do).
    model_files = [name for name in names if _folder(name, -3) == "models"]
    offers = [
        name for name in names if "/models/" in f"/{name}" and "providers/" in f"/{name}".split("/models/")[0] + "/"
    ]
    if not model_files and not offers:
        raise KGError(f"{path}: holds no models/LAB/MODEL.toml and no providers/PROVIDER/models/MODEL.toml")
    providers = _Providers(draft, files)
    models = _read_models(draft, files, model_files, providers)
    _read_offers(draft, files, offers, models, providers)
    draft.removed(files)


def _folder(name: str, place: int) -> str:
    parts = name.split("/")
    return parts[place] if len(parts) >= -place else ""


def _read_models(draft: Draft, files: Files, names: list[str], providers: _Providers) -> dict[str, Ref]:
    """The labs' models by ``LAB/MODEL``, and by name or ``MODEL`` if only one has it."""
    parsed = [(name, *_parsed(draft, files, name)) for name in names if "providers/" not in name]
    called = Counter((_folder(name, -2), str(table.get("name", ""))) for name, _, table in parsed)
    draft.dated(str(table.get("last_updated", "")) for _, _, table in parsed)
    found: dict[str, Ref] = {}
    named: defaultdict[str, set[Ref]] = defaultdict(set)
    tables = {row.locator: table for _, row, table in parsed}
    for row in draft.each([row for _, row, _ in parsed], "models"):
        table, name = tables[row.locator], row.locator
        short = "/".join(name.split("/")[-2:])
        if not isinstance(table.get("name"), str):
            draft.refuse(row, "has no name", "no-name")
            continue
        # Two versions of one model go by one name: then the file's name tells them apart.
        title = table["name"] if called[_folder(name, -2), table["name"]] == 1 else name.split("/")[-1]
        place = Row(row.where, short, {})
        lab = _lab(draft, place, providers, _folder(name, -2))
        if (model := _model(draft, place, lab, table, title)) is not None:
            found[short] = model
            for alike in {key(table["name"]), key(short.split("/")[-1])}:
                named[alike].add(model)
    return {**{name: model for name, (model, *others) in named.items() if not others}, **found}


def _read_offers(
    draft: Draft, files: Files, names: list[str], models: dict[str, Ref], providers: _Providers
) -> None:  # fmt: skip
    """Who sells which model; the thousands that neither a lab nor the graph knows are refused."""
    rows = [Row(Where(files.shown(name), 1), name, {}) for name in names]
    offers: list[tuple[Row, dict[str, Any], Ref, Ref]] = []
    for row in draft.each(rows, "offers"):
        place, table = _parsed(draft, files, row.locator)
        if not table:
            continue
        before, _, _ = f"/{row.locator}".partition("/models/")
        folder = before.split("/")[-1]
        place = Row(place.where, f"providers/{folder}/{place.locator.split('/models/')[-1]}", {})
        name = str(table.get("name", ""))
        model = models.get(str(table.get("base_model", "")))
        model = model or models.get(f"{folder}/{place.locator.split('/')[-1]}")
        model = model or (draft.match(place, name, "Model") or models.get(key(name)) if name else None)
        if model is None:
            draft.refuse(
                place, f"no model is known as {quoted(name or str(table.get('base_model', '')))}", "unknown-model"
            )
            continue
        seller = draft.entity(place, providers.name(folder), "Company", accept="Entity")
        if seller is not None:
            offers.append((place, table, model, seller))
    count = Counter((model, seller) for _, _, model, seller in offers)
    for place, table, model, seller in offers:
        own = place.locator.split("/")[-1]
        # Of several, such as one in each region, the one under the model's own id needs no word on which it is.
        is_variant = count[model, seller] > 1 and models.get(key(own)) != model
        _offer(draft, place, model, seller, table, own if is_variant else None)


IMPORTER = Importer(
    "models-dev", "models.dev", "models.dev", "https://github.com/anomalyco/models.dev", "MIT",
    "models by lab: release dates, open weights, context, and prices by provider", "a copy of the repository", _read,
)  # fmt: skip
