"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from typing import IO

from kg.errors import KGError, quoted


@contextlib.contextmanager
def replacing(path: str, *, force: bool = False) -> Iterator[IO[bytes]]:
    """A binary file beside `path` that takes its place when the block ends well, and vanishes when it does not.

    :raises KGError: if `path` exists (without `force`), or is no place for a file
    """
    shown = quoted(path)[1:-1]
    directory = os.path.dirname(path) or "."
    if any(not c.isprintable() for c in path):
        raise KGError(f"cannot write {shown}: control characters in the name")
    if os.path.isdir(path):
        raise KGError(f"cannot write {shown}: it is a directory")
    if not os.path.isdir(directory):
        raise KGError(f"cannot write {shown}: there is no directory {quoted(directory)}")
    special = os.path.exists(path) and not os.path.isfile(path)  # /dev/stdout, a FIFO: written in place
    if os.path.lexists(path) and not force and not special:
        raise KGError(f"{shown} exists; choose another name, or overwrite it with --force")
    try:
        if special:
            with open(path, "wb") as file:
                yield file
            return
        handle, temporary = tempfile.mkstemp(prefix=".kg-", dir=directory)
        try:
            with open(handle, "wb") as file:
                yield file
            os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise KGError(f"cannot write {shown}: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
