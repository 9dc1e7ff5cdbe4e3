"""Run a function in a child process that can be killed, with limits on memory and stack.

The engine's parsers recurse and expand, and its long calls hear no signal; hostile input ends the child, not the
user's session, and Ctrl-C kills the child at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from kg import errors
from kg.errors import KGError

STACK_BYTES = 256 * 1024 * 1024

#: Called by the function in the child with anything that the parent should hear of meanwhile.
Report = Callable[[str], None]


def run(
    work: Callable[[Report], None], hear: Report, *, memory_bytes: int | None = None, too_much: str,
    writes_store: bool = False,
) -> None:  # fmt: skip
    """Run `work` in a child; hand each of its reports to `hear`.

    Where there is no fork it runs in this process.

    :param writes_store: whether `work` writes with the engine. Beside other threads, or if a store is or was open here,
        it then runs in this process: a child would wait for ever for the threads that the engine started here
    :param memory_bytes: address space that the child may use on Linux; ``None`` for no limit
    :param too_much: what to say if the child crashes or exceeds its memory
    :raises KGError: what `work` raised, in its words and of its class
    """
    if not can_fork(alone=writes_store):
        work(hear)
        return
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(work, writing, memory_bytes)
    os.close(writing)
    error, status = _listen(pid, reading, hear)
    if error is not None:
        raise error
    if status != 0:
        raise KGError(too_much)


def can_fork(*, alone: bool) -> bool:
    """Whether a child can do what this process can.

    :param alone: it also needs the threads that the engine starts behind Python's back when it opens a store
    """
    import _thread

    if not hasattr(os, "fork"):
        return False
    if not alone:
        return True
    if _thread._count():
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1
    except OSError:  # not Linux
        store = sys.modules.get("kg.store")
        return store is None or not store.opened_on_disk


def _child(work: Callable[[Report], None], fd: int, memory_bytes: int | None) -> NoReturn:
    """Do the work in a thread with a large stack, report how it failed, and end without Python's clean-up."""
    import _thread
    import signal

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _limit(memory_bytes)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # the engine's last words when memory or stack runs out
        done = _thread.allocate_lock()
        done.acquire()
        _thread.stack_size(STACK_BYTES)
        _thread.start_new_thread(_job, (work, fd, done, codes := [1]))
        done.acquire()
        code = codes[0]
    finally:
        os._exit(code)  # whatever happens, the child must not go on as if it were its parent


def _job(work: Callable[[Report], None], fd: int, done: Any, codes: list[int]) -> None:
    """Do the work and report how it failed; `codes` gets the exit code."""

    def send(text: str) -> None:
        data = memoryview(text.encode("utf-8", "surrogateescape").replace(b"\n", b"\v") + b"\n")
        while data:
            data = data[os.write(fd, data) :]

    try:
        work(send)
        codes[0] = 0
    except KGError as error:
        send(f"error {type(error).__name__} {error}")
    except OSError as error:
        send(f"error KGError {error.strerror or error}")
    except (MemoryError, RecursionError):
        codes[0] = 1
    except BaseException as error:  # a panic of the engine is no Exception
        send(f"error KGError internal error: {type(error).__name__}: {error}; please report it")
    finally:
        done.release()


def _limit(memory_bytes: int | None) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and memory_bytes is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes if hard < 0 else min(memory_bytes, hard), hard))


def _listen(pid: int, reading: int, hear: Report) -> tuple[KGError | None, int]:
    """Pass on reports until the child closes the pipe; the error that it reported, and how it ended.

    Whatever interrupts this kills the child first: the caller may then remove what it was writing.
    """
    error = None
    status = -1
    try:
        with os.fdopen(reading, "r", encoding="utf-8", errors="surrogateescape", newline="\n") as reports:
            for line in reports:
                text = line.rstrip("\n").replace("\v", "\n")
                if text.startswith("error "):
                    _, kind, message = text.split(" ", 2)
                    found = getattr(errors, kind, KGError)
                    # A class that takes more than a message is said by its base.
                    error = found(message) if found in (errors.StoreError, errors.NotFound) else KGError(message)
                else:
                    hear(text)
    except BaseException:
        import signal

        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        _, status = os.waitpid(pid, 0)
    return error, status
