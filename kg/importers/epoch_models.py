"""Epoch AI's *Notable AI Models*: who made a model, when, how large, on what hardware, at what cost, from what.

Columns: https://epoch.ai/data/notable-ai-models-documentation. Compute and cost are Epoch's own estimates.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from kg.importers import Importer, epoch
from kg.importers.draft import Draft
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.model import Number, Plain, Ref

FILE = "notable_ai_models.csv"
_COSTS = (
    ("Training compute cost (2023 USD)", "compute-2023-usd"), ("Training compute cost (cloud)", "cloud-compute"),
    ("Training compute cost (upfront)", "upfront-compute"),
)  # fmt: skip

_TOKENS = re.compile(
    r"(\d[\d,]*(?:\.\d+)?)\s*(k|m|bn?|t|millions?|billions?|trillions?|)\b[^.\d]{0,40}?\btokens?\b", re.IGNORECASE
)
_POWERS = {"": 0, "k": 3, "m": 6, "b": 9, "t": 12}


def _model(draft: Draft, row: Row) -> None:
    model = draft.entity(row, row["Model"], "Model")
    shared = {"confidence": epoch.confidence(row["Confidence"]), "cites": epoch.links(row["Link"])}
    released = draft.date(row, row["Publication date"])
    draft.claim(row, model, "releasedOn", released, basis="publication", cites=shared["cites"])
    _makers(draft, row, model)
    if row["Model accessibility"]:
        is_open = row["Model accessibility"].startswith("Open weights")
        draft.claim(row, model, "openWeights", Plain(str(is_open).lower(), "boolean"))
    parameters = draft.number(row, row["Parameters"], "parameterCount", "parameters")
    draft.claim(row, model, "parameterCount", parameters, basis="total", note=row["Parameters notes"], **shared)
    if "Language" in row["Domain"] and row["Dataset size notes"]:
        tokens = draft.number(row, row["Training dataset size (gradients)"], "trainingTokens", "tokens")
        if tokens is not None and _is_said(tokens.value, row["Dataset size notes"]):
            draft.claim(row, model, "trainingTokens", tokens, note=row["Dataset size notes"], **shared)
    estimate = shared | {"bound": "About", "by": epoch.author(draft, row)}
    compute = draft.number(row, row["Training compute (FLOP)"], "trainingCompute", "FLOP")
    draft.claim(row, model, "trainingCompute", compute, note=row["Training compute notes"], **estimate)
    hours = draft.number(row, row["Training time (hours)"], "trainingTime", "h")
    draft.claim(row, model, "trainingTime", hours, note=row["Training time notes"], **shared)
    _hardware(draft, row, model)
    for column, basis in _COSTS:
        cost = _whole(draft.number(row, row[column], "trainingCost", "USD"))
        note = row["Compute cost notes"] if basis == "compute-2023-usd" else None
        draft.claim(row, model, "trainingCost", cost, basis=basis, note=note, **estimate)
    for base in row.all("Base model"):
        draft.claim(row, model, "derivedFrom", draft.entity(row, base, "Model"))


def _is_said(size: Decimal, remark: str) -> bool:
    """Whether a remark says that a dataset has about so many tokens; sizes also count words, images or games.

    >>> _is_said(Decimal("14.8e12"), "We pre-train on 14.8 trillion diverse tokens")
    True
    """
    counts = ((Decimal(number.replace(",", "")), unit[:1].lower()) for number, unit in _TOKENS.findall(remark))
    return any(abs(count.scaleb(_POWERS[unit]) - size) * 20 <= size for count, unit in counts)


def _makers(draft: Draft, row: Row, model: Ref | None) -> None:
    """Who made it, and where a maker is at home if the row leaves no doubt of it."""
    makers = [part.strip() for part in row["Organization"].split(",")]
    kinds = [part.strip() for part in row["Organization categorization"].split(",")]
    kinds = kinds if len(kinds) == len(makers) else [""] * len(makers)
    for name, kind in dict(zip(makers, kinds, strict=True)).items():
        maker = epoch.organization(draft, row, name, kind)
        draft.claim(row, maker, "develops", model)
        if len(makers) == 1:
            draft.claim(row, maker, "locatedIn", epoch.country(draft, row, row["Country (of organization)"]))


def _hardware(draft: Draft, row: Row, model: Ref | None) -> None:
    chips = row.all("Training hardware")
    for name in chips:
        unit = "chips" if "TPU" in name or "Trainium" in name else "GPUs"
        quantity = draft.number(row, row["Hardware quantity"], "quantity", unit) if len(chips) == 1 else None
        draft.claim(row, model, "trainedOnHardware", draft.entity(row, name, "Chip"), quantity=quantity)


def _whole(number: Number | None) -> Number | None:
    """Whole dollars: an estimate to the millionth of a cent says no more."""
    return number and Number(number.value.quantize(Decimal(1), ROUND_HALF_EVEN), number.unit)


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    rows = read(files, files.table(FILE), table="", key="Model", needs=["Organization", "Publication date"])
    draft.dated(row["Publication date"] for row in rows)
    for row in draft.each(rows, "models"):
        _model(draft, row)
    draft.removed(files)


IMPORTER = Importer(
    "epoch-models", "Notable AI Models", epoch.PUBLISHER, "https://epoch.ai/data/notable-ai-models", epoch.LICENSE,
    "makers, dates, sizes, training compute, hardware, cost and base models", f"{FILE}, or its directory or ZIP", _read,
)  # fmt: skip
