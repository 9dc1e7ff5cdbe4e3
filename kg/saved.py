"""The saved queries: questions that people ask of the AI industry, in ``kg/queries/*.rq``.

A query's file begins with comments: a sentence that says what it answers, then one line for each parameter, with a
value that gives an answer on the built-in graph or with the value that it has by default; then the same words in
Traditional Chinese::

    # Who funds both of two organizations, by how much, and who says so?
    # $a: the first organization, for example openai
    # $since: no deal older than this day, by default "2024-01-01"
    # zh-Hant: 誰同時資助兩個組織？金額多少？是誰說的？
    # zh-Hant $a: 第一個組織
    # zh-Hant $since: 不早於此日的交易
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import NotFound, QueryError, did_you_mean

_DIRECTORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "queries")
_PARAMETER = re.compile(r"# \$(\w+): (.+?)(?:, (for example|by default) (\S.*))?$")
_CHINESE = re.compile(r"# zh-Hant(?: \$(\w+))?: (.+)$")


class Parameter(NamedTuple):
    """What a saved query asks for.

    :ivar example: a value that gives an answer on the built-in graph
    :ivar optional: whether `example` is what it stands for when it is not given
    :ivar zh: `meaning` in Traditional Chinese
    """

    name: str
    meaning: str
    example: str
    optional: bool
    zh: str = ""

    def __str__(self) -> str:
        return f"{self.name}={_shell_quoted(self.example)}"


class SavedQuery(NamedTuple):
    """A question with its SPARQL.

    :ivar zh: `summary` in Traditional Chinese
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    text: str
    zh: str = ""

    def usage(self) -> list[str]:
        """Its parameters as one would type them, with their examples; those that may be left out in brackets.

        >>> get("funders-of-both").usage()
        ['a=openai', 'b=anthropic']
        """
        return [f"[{p}]" if p.optional else str(p) for p in self.parameters]

    def values(self, given: Mapping[str, str]) -> dict[str, str]:
        """`given`, with the defaults of what is not given.

        :raises QueryError: if a parameter is missing that has no default, or one is given that the query does not have
        """
        names = [p.name for p in self.parameters]
        for name in given:
            if name not in names:
                known = f"; it has {', '.join(names)}" if names else "; it has none"
                raise QueryError(f'{self.name} has no parameter "{name}"{did_you_mean(name, names) or known}')
        missing = [p for p in self.parameters if p.name not in given and not p.optional]
        if missing:
            what = " and ".join(f"{p.name} ({p.meaning})" for p in missing)
            example = " ".join(f"--param {p}" for p in missing)
            raise QueryError(f"{self.name} needs {what}; for example {example}")
        return {p.name: p.example for p in self.parameters if p.optional} | dict(given)


def _shell_quoted(text: str) -> str:
    return text if re.fullmatch(r"[\w@%+=:,./-]+", text, re.ASCII) else "'" + text.replace("'", "'\"'\"'") + "'"


def _read(name: str) -> SavedQuery:
    with open(os.path.join(_DIRECTORY, name + ".rq"), encoding="utf-8") as file:
        text = file.read()
    summary, parameters = [], []
    chinese: dict[str | None, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _CHINESE.match(line):
            chinese[match[1]] = match[2]
        elif match := _PARAMETER.match(line):
            parameters.append(Parameter(match[1], match[2], match[4] or "", match[3] == "by default"))
        else:
            summary.append(line.removeprefix("#").strip())
    known = tuple(parameter._replace(zh=chinese.get(parameter.name, "")) for parameter in parameters)
    return SavedQuery(name, " ".join(summary), known, text, chinese.get(None, ""))


def names() -> list[str]:
    """The names of all saved queries, in order."""
    return sorted(file.removesuffix(".rq") for file in os.listdir(_DIRECTORY) if file.endswith(".rq"))


def all_queries() -> dict[str, SavedQuery]:
    """All saved queries by name, in order of their names."""
    return {name: _read(name) for name in names()}


def get(name: str) -> SavedQuery:
    """The saved query `name`.

    :raises NotFound: with the nearest name
    """
    found = names()
    if name not in found:
        raise NotFound(f'no saved query "{name}"{did_you_mean(name, found)}; see `kg queries`')
    return _read(name)
