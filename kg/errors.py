"""What can go wrong, and how it is said.

::

    KGError                      exit 1: one line that says what, where and what to do
    ├── DataError                seeds or RDF files have problems; carries them all
    ├── StoreError               a store is missing, damaged, locked or cannot be written
    ├── NotFound                 no entity, graph, query … of that name; carries the nearest
    └── QueryError               a query is wrong, with line and column
        └── QueryStopped         a query ran out of time or memory

Bad data is a list, not an exception: a reader of seeds collects every :class:`Problem`
and goes on, so that one run names all of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a file; line and column count from 1, 0 means the file as a whole."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join(str(part) for part in self if part)


class Problem(NamedTuple):
    """One thing that is wrong in the data.

    >>> print(Problem(Where("seeds/labs.yaml", 12, 5), 'unknown entity "opnai"', "unknown-entity"))
    seeds/labs.yaml:12:5: error: unknown entity "opnai" [unknown-entity]
    """

    where: Where
    message: str
    rule: str
    severity: str = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.severity}: {self.message} [{self.rule}]"


class KGError(Exception):
    """The base of everything that kg reports to a user in one line."""


class DataError(KGError):
    """Files that do not say what they must; all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class StoreError(KGError):
    """A store that cannot be opened, read or written."""


class NotFound(KGError):  # noqa: N818  it is an answer as often as an error
    """A name that stands for nothing, or for more than one thing."""


class QueryError(KGError):
    """A query that cannot be run.

    :ivar line: counts from 1, or ``None`` where the place is not known
    :ivar column: counts from 1, or ``None``
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message if line is None else f"line {line}, column {column}: {message}")


class QueryStopped(QueryError):  # noqa: N818
    """A query that ran out of its time or memory and was killed."""


def nearest(name: str, names: Iterable[str], *, most: int = 1) -> list[str]:
    """Names that look like `name`, the likeliest first.

    >>> nearest("opnai", ["openai", "oracle"])
    ['openai']
    """
    if len(name) > 100:  # no misspelling of anything, and difflib is quadratic in it
        return []
    import difflib

    sought = name.casefold()
    pieces = {*sought, *(sought[i : i + 2] for i in range(len(sought) - 1))}
    folded: dict[str, str] = {}
    for candidate in names:
        folded.setdefault(candidate.casefold(), candidate)
    # difflib takes five milliseconds for a thousand names: it judges only those that share most letters and pairs.
    likely = heapq.nlargest(30, folded, key=lambda key: sum(piece in key for piece in pieces) - len(key) / 10)
    found = difflib.get_close_matches(sought, likely, n=most, cutoff=0.6)
    return [folded[key] for key in found]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """``; did you mean "x"?`` for the nearest of `names`, or nothing.

    >>> did_you_mean("bugdet", ["budget", "raised"])
    '; did you mean "budget"?'
    """
    found = nearest(name, names)
    return f'; did you mean "{found[0]}"?' if found else ""


def visible(text: str) -> str:
    """`text` with each character that a terminal would not show written as an escape.

    >>> print(visible("a\\x1b[2J"))
    a\\x1b[2J
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def quoted(text: str, *, most: int = 60) -> str:
    """`text` in quotes, on one line, shortened, without control characters.

    >>> print(quoted("a\\x1b[2J"))
    "a\\x1b[2J"
    """
    return f'"{visible(text if len(text) <= most else text[: most - 1] + "…")}"'


def listed(names: Sequence[str], *, last: str = "or") -> str:
    """`names` as a list in a sentence.

    >>> listed(["a", "b", "c"])
    'a, b or c'
    """
    return f" {last} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
