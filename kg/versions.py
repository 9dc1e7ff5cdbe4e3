"""Making a version of a store: in a child process, beside the current one, swapped in whole.

The child writes, because the engine's long calls hear neither Ctrl-C nor SIGTERM; the parent holds the lock, kills the
child when it is told to stop, and removes what was begun.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import guard, store
from kg.errors import StoreError
from kg.guard import Report
from kg.terms import NamedNode

#: Adds quads to a store and returns what ``store.json`` should say besides counts and hashes.
Fill = Callable[[ox.Store, Report], Mapping[str, Any]]


def _ignore(message: str) -> None:
    pass


def write(
    root: Path, fill: Fill, *, base: bool = False, changes: Collection[str] | None = None,
    commit: Callable[[], object] = lambda: None, hear: Report = _ignore,
) -> dict[str, Any]:  # fmt: skip
    """Make a new version with `fill` and swap it in. Hold :func:`lock` meanwhile.

    :param fill: is run in a child process
    :param base: start from a copy of the current version instead of an empty store
    :param changes: the only graphs that `fill` changes (with `base`), so that the others need not be counted
    :param commit: called when nothing but the swap is left to do
    :param hear: told what `fill` reports
    :return: what ``store.json`` says
    :raises StoreError: if it cannot be written; the old version is untouched then
    """
    old = store.current(root) if base else None
    assert old is not None or not base, "base=True needs a current version"
    temporary = root / f"tmp-{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        guard.run(
            lambda report: _make(temporary, old, fill, changes, report), hear, writes_store=True,
            too_much=f"{root}: cannot write the store: not enough memory, or the process that wrote it was killed",
        )  # fmt: skip
        name = "v-" + store.sha256(temporary / "store.json")[:16]
        made = store.verify(str(temporary))
        target = root / name
        shutil.rmtree(target, ignore_errors=True)
        temporary.rename(target)
        commit()
        _point(root, name)
    except OSError as error:
        raise StoreError(f"{root}: cannot write the store: {error.strerror or error}") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        (root / f"CURRENT.{os.getpid()}").unlink(missing_ok=True)
    _sweep(root, keep=name)
    return made


def _make(target: Path, old: str | None, fill: Fill, changes: Collection[str] | None, report: Report) -> None:
    db = str(target / "db")
    try:
        if old is not None:
            # Hard links where that is possible: the files are immutable.
            ox.Store.read_only(os.path.join(old, "db")).backup(db)
        engine = ox.Store(db)
        extra = fill(engine, report)
        engine.flush()
        engine.optimize()
        before = {"graphs": {}, "files": {}} if old is None else store.describe(old)
        known = {} if changes is None else {g: n for g, n in before["graphs"].items() if g not in changes}
        graphs = [g for g in engine.named_graphs() if isinstance(g, NamedNode)]
        counts = {g.value: known[g.value] if g.value in known else _count(engine, g) for g in graphs}
        del engine
        _describe(target, counts, extra, before["files"])
    except (OSError, RuntimeError) as error:
        text = getattr(error, "strerror", None) or " ".join(str(error).split())
        raise StoreError(f"{target.parent}: cannot write the store: {text}") from None


def _count(engine: ox.Store, graph: NamedNode) -> int:
    rows = engine.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph=graph)
    return int(next(iter(rows))["n"].value)  # type: ignore[arg-type]


def _describe(
    version: Path, counts: Mapping[str, int], extra: Mapping[str, Any], known: Mapping[str, tuple[int, str, int]]
) -> None:
    """Write ``store.json``.

    :param known: size, hash and time of change of files that this version may share with another
    """
    import json

    files = {}
    for path in sorted((version / "db").iterdir()):
        if path.name.startswith("LOG") or path.name == "LOCK":
            continue  # the engine may touch these when it opens the store
        seen = path.stat()
        size, digest, changed = known.get(path.name, (-1, "", -1))
        same = (size, changed) == (seen.st_size, seen.st_mtime_ns)
        files[path.name] = (seen.st_size, digest if same else store.sha256(path), seen.st_mtime_ns)
    body = {
        "format": store.FORMAT, "engine": store.ENGINE, "quads": sum(counts.values()),
        "graphs": dict(sorted(counts.items())), **extra, "files": files,
    }  # fmt: skip
    with open(version / "store.json", "w", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _point(root: Path, name: str) -> None:
    pointer = root / f"CURRENT.{os.getpid()}"
    with open(pointer, "w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(pointer, root / "CURRENT")


def _sweep(root: Path, *, keep: str) -> None:
    """Remove what crashed builds left, and versions older than the last but one (a reader may hold that)."""
    versions = sorted(root.glob("v-*"), key=lambda path: path.stat().st_mtime)
    stale = [path for path in versions if path.name != keep][:-1]
    for path in [*stale, *root.glob("tmp-*"), *root.glob("CURRENT.*"), *root.glob("load-*")]:
        if path.name.startswith("load-") and _is_running(path.stem.removeprefix("load-")):
            continue  # another process reads a file and waits for the lock
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                path.unlink()


def _is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (ValueError, OverflowError):
        return False
    except OSError:  # somebody else's
        return True
    return True


@contextlib.contextmanager
def lock(root: Path, *, wait_s: float = 120) -> Iterator[None]:
    """Hold the right to make a version of the store at `root`; others wait.

    :raises StoreError: if it cannot be had within `wait_s` seconds, naming the process that has it
    """
    import time

    try:
        root.mkdir(parents=True, exist_ok=True)
        handle = os.open(root / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        message = f"{root}: cannot write there: {error.strerror}; choose another place with --store or KG_DATA"
        raise StoreError(message) from None
    try:
        deadline = time.monotonic() + wait_s
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                holder = os.read(handle, 20).decode("ascii", "replace").strip()
                raise StoreError(f"{root} is locked by process {holder or '?'}; wait for it or end it")
            time.sleep(0.05)
        with contextlib.suppress(OSError):  # a full disk holds the lock as well as any
            os.ftruncate(handle, 0)
            os.write(handle, f"{os.getpid()}\n".encode())
        try:
            yield
        finally:
            _unlock(handle)
    finally:
        os.close(handle)


def _try_lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            os.lseek(handle, 1 << 20, os.SEEK_SET)  # beyond the text, which others may then read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _unlock(handle: int) -> None:
    """Let go even if a child that was forked meanwhile still has the file open."""
    with contextlib.suppress(ImportError):
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_UN)
