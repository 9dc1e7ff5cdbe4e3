"""Python's collector of garbage, held off while much is made that will all be kept."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def much_is_made() -> Iterator[None]:
    """Nothing that is made meanwhile is garbage: looking for some would take a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
