"""Run a user's query where it can be killed.

The engine cannot cancel a query, ignores Ctrl-C while it counts, and aborts the process when memory
runs out. So a query runs in a child process with limits on time, memory and files (without files there are no
sockets either), which writes its answer straight to the output; the parent waits and kills it at the deadline.

Every start of ``kg query`` pays for what this module imports, so it imports late and little.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from kg.errors import KGError, QueryError, QueryStopped

if TYPE_CHECKING:
    from kg.store import Store

#: Formats by form of query; the first is the default.
ROW_FORMATS = ("table", "csv", "tsv", "json", "xml", "md")
GRAPH_FORMATS = ("turtle", "nt", "jsonld", "rdfxml", "trig", "nq")

DEFAULT_TIMEOUT_S = 60.0
DEFAULT_MEMORY_MB = 2048
STACK_BYTES = 256 * 1024 * 1024
#: Answers up to this size are written only when they are whole, so that an error leaves no half of one.
SPOOL_BYTES = 16 * 1024 * 1024


class Request(NamedTuple):
    """A query as a user asks it.

    :ivar parameters: values for ``$name``, as text: see :func:`kg.search.term`
    :ivar as_of: a day (see :func:`kg.asof.check_day`) or ``None``
    """

    text: str
    parameters: Mapping[str, str] = {}
    format: str | None = None
    as_of: str | None = None


def run(
    open_graph: Callable[[], Store], request: Request, out_fd: int, *, timeout_s: float = DEFAULT_TIMEOUT_S,
    say: Callable[[str], None] = lambda message: None,
) -> None:  # fmt: skip
    """Answer in a child process, writing to the file descriptor `out_fd`.

    :param say: told what the answer does not show
    :raises QueryStopped: if it took longer than `timeout_s` seconds or more memory than there is
    :raises KGError: what was wrong with the request, as :func:`answer` raises it
    :raises SystemExit: when the user ends it (130 for Ctrl-C, 143 for SIGTERM); the child is dead then
    """
    if not hasattr(os, "fork"):  # Windows: no limits, but the same answer
        from kg import evaluate

        with os.fdopen(os.dup(out_fd), "wb") as out:
            evaluate.answer(open_graph, request, out, tty=os.isatty(out_fd), say=say)
        return
    import signal  # noqa: F401  once for both processes

    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    report, life = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(report[0])
        os.close(life[1])
        _child(open_graph, request, out_fd, report[1], life[0], timeout_s)
    os.close(report[1])
    os.close(life[0])
    try:
        _wait(pid, report[0], timeout_s, say)
    finally:
        os.close(life[1])


def _child(
    open_graph: Callable[[], Store], request: Request, out_fd: int, report_fd: int, life_fd: int, timeout_s: float
) -> NoReturn:
    """Answer in a thread with a large stack, and end when it does, or when the parent dies."""
    import _thread
    import gc
    import signal

    try:
        gc.disable()  # a collection would copy every page that is shared with the parent, to find nothing
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        # Should the parent be killed while the engine lets no other thread run, the child still ends.
        signal.setitimer(signal.ITIMER_REAL, timeout_s + 1)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 2)  # the engine's last words when memory runs out
        _limit_memory()

        graph = _Opening(open_graph)

        def work() -> None:
            try:
                code = _work(graph, request, out_fd, lambda *fields: _send(report_fd, fields))
            finally:
                os._exit(code)

        _thread.stack_size(STACK_BYTES)
        _thread.start_new_thread(work, ())
        os.read(life_fd, 1)  # ends with the parent
    finally:
        os._exit(1)  # whatever happens, the child must not go on as if it were its parent


def _work(open_graph: Callable[[], Store], request: Request, out_fd: int, report: Callable[..., None]) -> int:
    """Answer, and report what went wrong.

    :return: the exit code
    """
    from kg import evaluate

    out = _Spool(out_fd)
    try:
        evaluate.answer(
            open_graph, request, out, tty=os.isatty(out_fd), limit=_shut_doors,
            say=lambda message: report("note", "", "", message),
        )  # fmt: skip
        out.close()
        return 0
    except BrokenPipeError:
        return 0
    except KGError as error:
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        message = str(error).removeprefix(f"line {line}, column {column}: ")
        report(type(error).__name__, line or "", column or "", message)
    except MemoryError:
        report("QueryStopped", "", "", _out_of_memory())
    except OSError as error:
        report("KGError", "", "", f"cannot write the answer: {error.strerror or error}")
    except RuntimeError as error:  # so the engine reports a block that is not as it was written
        report("StoreError", "", "", f"the store is damaged ({' '.join(str(error).split())}); make it anew: kg build")
    except BaseException as error:  # a panic of the engine is no Exception
        report("KGError", "", "", f"the query failed inside kg: {type(error).__name__}: {error}; please report this")
    return 1


class _Opening:
    """A graph that a thread opens while others import what they need; called, it waits for the graph."""

    def __init__(self, open_graph: Callable[[], Store]) -> None:
        import _thread

        self._open = open_graph
        self._error: BaseException | None = None
        self._graph: Store | None = None
        self._done = _thread.allocate_lock()
        self._done.acquire()
        _thread.start_new_thread(self._run, ())

    def _run(self) -> None:
        if hasattr(os, "sched_setaffinity"):
            # The engine starts 180 threads that find next to nothing to do; on one processor they get in each other's
            # way least. Their pinning ends with them and with this thread.
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        try:
            self._graph = self._open()
        except BaseException as error:  # raised again where the graph is wanted
            self._error = error
        self._done.release()

    def __call__(self) -> Store:
        with self._done:
            if self._graph is None:
                raise self._error or AssertionError("neither graph nor error")
            return self._graph


class _Spool:
    """A binary file that writes nothing until it is closed, or holds more than :data:`SPOOL_BYTES`."""

    def __init__(self, fd: int) -> None:
        self._fd, self._parts, self._size, self._last = fd, list[bytes](), 0, b"\n"

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._size += len(data)
        if self._size > SPOOL_BYTES:
            self._pour()
        return len(data)

    def flush(self) -> None:
        """Nothing: see :meth:`close`."""

    def close(self) -> None:
        """Write what is left; a last line that has no end gets one on a terminal."""
        self._pour()
        if self._last != b"\n" and os.isatty(self._fd):
            os.write(self._fd, b"\n")

    def _pour(self) -> None:
        rest = memoryview(b"".join(self._parts))
        self._parts, self._size = [], 0
        self._last = bytes(rest[-1:]) or self._last
        while rest:
            rest = rest[os.write(self._fd, rest) :]


def _send(fd: int, fields: tuple[object, ...]) -> None:
    """One record of a report: fields that end with NUL."""
    os.write(fd, "".join(str(field).replace("\0", " ") + "\0" for field in fields).encode("utf-8", "replace"))


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _memory_mb() * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def _memory_mb() -> int:
    """What a query may use; address space, which holds the store's tables and the stack as well."""
    text = os.environ.get("KG_QUERY_MEMORY_MB", "")
    return max(512, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else DEFAULT_MEMORY_MB


def _shut_doors() -> None:
    """Allow no further file, and so no socket."""
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _out_of_memory() -> str:
    return f"stopped: it needed more than {_memory_mb():,} MB of memory; narrow the query, or set KG_QUERY_MEMORY_MB"


def _wait(pid: int, report_fd: int, timeout_s: float, say: Callable[[str], None]) -> None:
    """Wait for the child, kill it at the deadline, and raise what it reported."""
    import signal

    def stop(number: int, frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        report = _read_report(report_fd, timeout_s)
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.close(report_fd)
        _, status = os.waitpid(pid, 0)
        for number, handler in before.items():
            signal.signal(number, handler)
    _raise_reported(report, say)
    if os.WIFSIGNALED(status):
        number = signal.Signals(os.WTERMSIG(status))
        if number in (signal.SIGINT, signal.SIGTERM):
            raise SystemExit(128 + number)
        if number == signal.SIGALRM:
            raise QueryStopped(_too_slow(timeout_s))
        raise QueryStopped(_out_of_memory())


def _read_report(fd: int, timeout_s: float) -> bytes:
    """All that the child says until it ends.

    :raises QueryStopped: if it has not ended at the deadline
    """
    import select
    import time

    report, deadline = b"", time.monotonic() + timeout_s
    while True:
        ready, _, _ = select.select([fd], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise QueryStopped(_too_slow(timeout_s))
        part = os.read(fd, 65536)
        if not part:
            return report
        report += part


def _too_slow(timeout_s: float) -> str:
    return f"stopped after {timeout_s:g} s; narrow the query or give it more: --timeout S"


def _raise_reported(report: bytes, say: Callable[[str], None]) -> None:
    from kg import errors

    fields = report.decode("utf-8", "replace").split("\0")
    for kind, line, column, message in zip(*[iter(fields)] * 4, strict=False):
        if kind == "note":
            say(message)
            continue
        made = getattr(errors, kind, KGError)
        if issubclass(made, QueryError) and line:
            raise made(message, int(line), int(column))
        raise made(message)
