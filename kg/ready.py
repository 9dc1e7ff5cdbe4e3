"""Which store to open, decided in a millisecond.

Whether the built-in graph is older than its seeds is known for certain from a hash of them
(:func:`kg.build.ready`). Every ``kg query`` asks, so their names, sizes and times of change are noted beside the
store, and only when these differ are the files read. This module imports nothing that a query does not need anyway.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

from kg import paths, store
from kg.errors import StoreError

_STAMP = "stamp"


def ready(root: str | None, say: Callable[[str], None] = lambda message: None) -> str:
    """The directory of a store that can be opened: `root`, or the built-in graph's.

    The built-in graph is compiled now if it is missing, stale or damaged.

    :param say: told what takes a moment
    :raises StoreError: if `root` holds no store
    """
    if root is not None:
        if not os.path.isfile(os.path.join(root, "CURRENT")):
            raise StoreError(store.missing(root))
        return root
    root = os.path.join(paths.data_directory(), "store")
    now = _stamp()
    if _noted(root) != now + _current(root) or store.info(root) is None:
        from kg import build

        build.ready(None, say)
        _note(root, now + _current(root))
    return root


def _stamp() -> str:
    """What all files that the built-in graph is compiled from look like from outside."""
    from kg import __version__

    lines = [__version__]
    for name in ("ontology", "seeds"):
        lines += sorted(_files(paths.shipped_directory(name)))
    return "\n".join(lines) + "\n"


def _files(directory: str) -> Iterator[str]:
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                found = entry.stat()
                yield f"{entry.path}\t{found.st_size}\t{found.st_mtime_ns}"


def _current(root: str) -> str:
    return _read(os.path.join(root, "CURRENT")) or "none"


def _noted(root: str) -> str | None:
    return _read(os.path.join(root, _STAMP))


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return None


def _note(root: str, stamp: str) -> None:
    """Best effort: without a note the files are read again next time."""
    temporary = os.path.join(root, f"{_STAMP}.{os.getpid()}")
    with contextlib.suppress(OSError):
        with open(temporary, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(stamp)
        os.replace(temporary, os.path.join(root, _STAMP))
