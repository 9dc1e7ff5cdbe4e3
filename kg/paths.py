"""Where things lie: what ships with kg, and where a user's store is kept.

``ontology/`` and ``seeds/`` stand beside the package in a checkout and inside it in a wheel.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:  # importing it takes a tenth of the time that a query may take
    from pathlib import Path

_PACKAGE = os.path.dirname(os.path.realpath(__file__))


def shipped_directory(name: str) -> str:
    """The directory `name` (``ontology``, ``seeds``) that belongs to this installation.

    :raises FileNotFoundError: if the installation is incomplete
    """
    for parent in (os.path.join(_PACKAGE, "_data"), os.path.dirname(_PACKAGE)):
        path = os.path.join(parent, name)
        if os.path.isdir(path):
            return path
    raise FileNotFoundError(f"kg is installed without its {name}/; install it again")


def shipped(name: str) -> Path:
    """:func:`shipped_directory` as a path."""
    from pathlib import Path

    return Path(shipped_directory(name))


def data_directory() -> str:
    """The user's data directory for kg, which may not exist yet.

    Follows the XDG base directory specification, ``~/Library/Application Support`` on macOS and
    ``%LOCALAPPDATA%`` on Windows. Without a home directory it lies in the directory for temporary files.
    """
    if override := os.environ.get("KG_DATA"):
        return override
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME", "")
        if not os.path.isabs(base):  # which the specification says to ignore
            base = os.path.expanduser("~/.local/share")
    return os.path.join(base, "kg") if os.path.isabs(base) else _temporary()


def _temporary() -> str:
    """A directory of this user alone; anybody may have made one of that name to have us read their data."""
    import tempfile

    owner = os.getuid() if hasattr(os, "getuid") else 0
    path = os.path.join(tempfile.gettempdir(), f"kg-{owner}")
    try:
        os.makedirs(path, mode=0o700, exist_ok=True)
        found = os.lstat(path)
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; there is no home directory, so set KG_DATA") from None
    if not os.path.isdir(path) or os.path.islink(path) or (hasattr(os, "getuid") and found.st_uid != owner):
        raise StoreError(f"{path} belongs to somebody else; there is no home directory, so set KG_DATA")
    return path


def data_home() -> Path:
    """:func:`data_directory` as a path."""
    from pathlib import Path

    return Path(data_directory())


def default_store() -> Path:
    """The store of the built-in graph."""
    return data_home() / "store"
