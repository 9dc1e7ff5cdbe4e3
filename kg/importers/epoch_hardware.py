"""Epoch AI's *Machine Learning Hardware*: chips with their makers, dates, prices and data-sheet figures.

Columns: https://epoch.ai/data/machine-learning-hardware-documentation.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kg.importers import Importer, epoch
from kg.importers.draft import Draft
from kg.importers.files import Files
from kg.importers.rows import Row, read
from kg.model import Number, Plain

FILE = "ml_hardware.csv"
_FORMATS = (
    ("Tensor-FP16/BF16 performance (FLOP/s)", "tensor-fp16", "FLOP/s"), ("FP8 performance (FLOP/s)", "fp8", "FLOP/s"),
    ("FP4 performance (FLOP/s)", "fp4", "FLOP/s"), ("FP32 (single precision) performance (FLOP/s)", "fp32", "FLOP/s"),
    ("INT8 performance (OP/s)", "int8", "OP/s"),
)  # fmt: skip


def _chip(draft: Draft, row: Row) -> None:
    chip = draft.entity(row, row["Hardware name"], "Chip")
    shared = {"cites": epoch.links(row["Link to datasheet"])}
    released = draft.date(row, row["Release date"])
    draft.claim(row, chip, "releasedOn", released, **shared)
    maker = epoch.organization(draft, row, row["Manufacturer"])
    draft.claim(row, maker, "designs", chip)
    for name in row.all("Foundry"):
        foundry = epoch.organization(draft, row, name)
        if foundry != maker:
            draft.claim(row, foundry, "manufacturesFor", maker)
    price = draft.number(row, row["Release price (USD)"], "price", "USD")
    draft.claim(row, chip, "price", price, at=released, cites=epoch.links(row["Source for the price"]))
    if row["Process size (nm)"]:
        size = draft.number(row, row["Process size (nm)"], "quantity", None)
        draft.claim(row, chip, "processNode", size and Plain(f"{size.value.normalize():f} nm"), **shared)
    for column, prop, unit, factor in (
        ("Memory (bytes)", "memory", "GB", "1e-9"), ("Memory bandwidth (byte/s)", "memoryBandwidth", "GB/s", "1e-9"),
        ("TDP (W)", "thermalDesignPower", "W", "1"),
        ("Transistors (millions)", "transistorCount", "transistors", "1e6"),
    ):  # fmt: skip
        number = draft.number(row, row[column], prop, unit)
        draft.claim(row, chip, prop, number and Number(number.value * Decimal(factor), unit), **shared)
    for column, basis, unit in _FORMATS:
        speed = draft.number(row, row[column], "peakPerformance", unit)
        draft.claim(row, chip, "peakPerformance", speed, basis=basis, **shared)


def _read(path: Path | None, draft: Draft) -> None:
    assert path is not None
    files = Files.open(path)
    rows = read(files, files.table(FILE), table="", key="Hardware name", needs=["Manufacturer", "Release date"])
    draft.dated([*(row["Last modified"][:10] for row in rows), *(row["Release date"] for row in rows)])
    for row in draft.each(rows, "chips"):
        _chip(draft, row)
    draft.removed(files)


IMPORTER = Importer(
    "epoch-hardware", "Machine Learning Hardware", epoch.PUBLISHER, "https://epoch.ai/data/machine-learning-hardware",
    epoch.LICENSE, "chips: makers, foundries, dates, prices, memory, power, speed",
    f"{FILE}, or its directory or ZIP", _read,
)  # fmt: skip
