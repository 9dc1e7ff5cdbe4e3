"""Run a function in a child process that can be killed, with limits on memory, stack and files.

The engine's parsers recurse and expand; hostile input ends the child, not the user's session.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from kg.errors import KGError

STACK_BYTES = 256 * 1024 * 1024

#: Called by the function in the child with anything that the parent should hear of meanwhile.
Report = Callable[[str], None]


def run(
    work: Callable[[Report], None], hear: Callable[[str], None], *, memory_bytes: int, too_much: str
) -> None:
    """Run `work` in a child; hand each of its reports to `hear`.

    :param too_much: what to say if the child crashes or exceeds its memory
    :raises KGError: what `work` raised, in its words
    """
    if not hasattr(os, "fork"):  # Windows: no limits, but the same result
        work(hear)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(work, writing, memory_bytes)
    os.close(writing)
    error = _listen(pid, reading, hear)
    _, status = os.waitpid(pid, 0)
    if error is not None:
        raise KGError(error)
    if status != 0:
        raise KGError(too_much)


def _child(work: Callable[[Report], None], fd: int, memory_bytes: int) -> None:
    import _thread
    import resource
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    done = _thread.allocate_lock()
    done.acquire()
    code = 0

    def send(text: str) -> None:
        os.write(fd, text.encode("utf-8", "replace").replace(b"\n", b" ") + b"\n")

    def job() -> None:
        nonlocal code
        try:
            work(send)
        except KGError as error:
            send(f"error {error}")
        except OSError as error:
            send(f"error {error.strerror or error}")
        except MemoryError:
            code = 1
        except BaseException as error:  # noqa: BLE001  the child must not print a traceback
            send(f"error {type(error).__name__}: {error}")
        finally:
            done.release()

    _thread.stack_size(STACK_BYTES)
    _thread.start_new_thread(job, ())
    done.acquire()
    os._exit(code)


def _listen(pid: int, reading: int, hear: Callable[[str], None]) -> str | None:
    """Pass on reports until the child closes the pipe; an error that it reported, or ``None``."""
    import signal

    def stop(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    error = None
    try:
        with os.fdopen(reading, "r", encoding="utf-8", errors="replace") as reports:
            for line in reports:
                text = line.rstrip("\n")
                if text.startswith("error "):
                    error = text.removeprefix("error ")
                else:
                    hear(text)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    return error
