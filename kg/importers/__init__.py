"""Importers: a publisher's own files to the same records that seeds become.

Each dataset has a module here with one :class:`Importer`. It reads rows and tells a :class:`kg.importers.draft.Draft`
what they say; matching entities, checking values and counting what was refused is the draft's work.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import NotFound, did_you_mean

if TYPE_CHECKING:
    from pathlib import Path

    from kg.importers.draft import Draft


@dataclass(frozen=True, slots=True)
class Importer:
    """A dataset that can be imported.

    :ivar name: what ``kg import`` calls it; also the name of its graph and of its source
    :ivar title: what the publisher calls it
    :ivar about: what its claims are about, in a few words
    :ivar files: what PATH is
    :ivar read: tells the draft what the files at a path say
    :ivar needs_path: whether a path must be given
    """

    name: str
    title: str
    publisher: str
    url: str
    license: str | None
    about: str
    files: str
    read: Callable[[Path | None, Draft], None]
    tier: str = "Established"
    needs_path: bool = True


#: Names of all importers, in the order of ``kg import --list``. Each is a module of this package.
NAMES = (
    "epoch-companies", "epoch-models", "epoch-data-centers", "epoch-hardware", "epoch-chip-owners", "models-dev",
    "genai-prices", "wikidata", "csv",
)  # fmt: skip


def find(name: str) -> Importer:
    """The importer of that name.

    :raises NotFound: with the nearest name
    """
    if name not in NAMES:
        raise NotFound(f'no importer "{name}"{did_you_mean(name, NAMES)}; see `kg import --list`')
    module = importlib.import_module(f"kg.importers.{'table' if name == 'csv' else name.replace('-', '_')}")
    found: Importer = module.IMPORTER
    return found


def catalogue() -> list[Importer]:
    """All importers."""
    return [find(name) for name in NAMES]
