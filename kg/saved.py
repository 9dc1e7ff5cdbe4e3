"""The saved queries: questions that people ask of the AI industry, in ``kg/queries/*.rq``.

A query's file begins with comments: a sentence that says what it answers, then one line for each parameter::

    # Who funds both of two organizations, by how much, and who says so?
    # $a: entity, for example openai
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from kg.errors import NotFound, did_you_mean

_PARAMETER = re.compile(r"# \$(\w+): (.+?)(?:, for example (.+))?$")


class Parameter(NamedTuple):
    """What a saved query asks for.

    :ivar example: a value that gives an answer on the built-in graph
    """

    name: str
    meaning: str
    example: str


class SavedQuery(NamedTuple):
    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    text: str

    def usage(self) -> list[str]:
        """Its parameters as one would type them, with their examples."""
        return [f"{p.name}={p.example}" for p in self.parameters]


def _read(path: Path) -> SavedQuery:
    text = path.read_text(encoding="utf-8")
    summary, parameters = [], []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _PARAMETER.match(line):
            parameters.append(Parameter(match[1], match[2], match[3] or ""))
        else:
            summary.append(line.removeprefix("#").strip())
    return SavedQuery(path.stem, " ".join(summary), tuple(parameters), text)


def all_queries() -> dict[str, SavedQuery]:
    """All saved queries by name, in order of their names."""
    directory = Path(__file__).parent / "queries"
    return {path.stem: _read(path) for path in sorted(directory.glob("*.rq"))}


def get(name: str) -> SavedQuery:
    """The saved query `name`.

    :raises NotFound: with the nearest name
    """
    found = all_queries()
    if name not in found:
        raise NotFound(f'no saved query "{name}"{did_you_mean(name, found)}; see `kg queries`')
    return found[name]
