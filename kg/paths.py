"""Where things lie: what ships with kg, and where a user's store is kept.

``ontology/`` and ``seeds/`` stand beside the package in a checkout and inside it in a wheel.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The directory `name` (``ontology``, ``seeds``) that belongs to this installation.

    :raises FileNotFoundError: if the installation is incomplete
    """
    for parent in (_PACKAGE / "_data", _PACKAGE.parent):
        path = parent / name
        if path.is_dir():
            return path
    raise FileNotFoundError(f"kg is installed without its {name}/; install it again")


def data_home() -> Path:
    """The user's data directory for kg, which may not exist yet.

    Follows the XDG base directory specification, ``~/Library/Application Support`` on macOS and
    ``%LOCALAPPDATA%`` on Windows. Without a home directory it lies in the directory for temporary files.
    """
    if override := os.environ.get("KG_DATA"):
        return Path(override)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~\\AppData\\Local")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_DATA_HOME") or os.path.expanduser("~/.local/share")
    if base.startswith("~") or not os.path.isabs(base):
        import tempfile

        base = tempfile.gettempdir()
    return Path(base) / "kg"


def default_store() -> Path:
    """The store of the built-in graph."""
    return data_home() / "store"
