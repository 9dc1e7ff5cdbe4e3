"""Run a user's query where it can be killed.

The engine cannot cancel a query, ignores Ctrl-C while it counts, and aborts the process when memory
runs out. So a query runs in a child process with limits on time, memory and files (without files there are no
sockets either), which writes its answer straight to the output; the parent waits and kills it at the deadline.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kg import sparql
from kg.errors import KGError, QueryError, QueryStopped

if TYPE_CHECKING:
    from kg.store import Store

#: Formats by form of query; the first is the default.
ROW_FORMATS = ("table", "csv", "tsv", "json", "xml", "md")
GRAPH_FORMATS = ("turtle", "nt", "jsonld", "rdfxml", "trig", "nq")

DEFAULT_TIMEOUT_S = 60.0
STACK_BYTES = 256 * 1024 * 1024
#: Address space of a query, in bytes. It holds the store's mapped files as well, so it is not small.
MEMORY_BYTES = int(os.environ.get("KG_QUERY_MEMORY_MB", "4096")) * 1024 * 1024


class Request(NamedTuple):
    """A query as a user asks it.

    :ivar parameters: values for ``$name``, as text: see :func:`kg.search.term`
    :ivar entity_parameters: those of them that must name an entity (saved queries declare it)
    :ivar as_of: a day (see :func:`kg.asof.check_day`) or ``None``
    """

    text: str
    parameters: Mapping[str, str] = {}
    format: str | None = None
    as_of: str | None = None


def choose_format(text: str, wanted: str | None) -> str:
    """The format to answer in.

    :raises QueryError: if the form of the query has no such format
    """
    rows = sparql.form(text) in ("SELECT", "ASK", "")
    formats = ROW_FORMATS if rows else GRAPH_FORMATS
    if wanted is not None and wanted not in formats:
        what = "rows" if rows else "triples"
        raise QueryError(f'format "{wanted}" is not for {what}; use {", ".join(formats)}')
    return wanted or formats[0]


def answer(open_graph: Callable[[], Store], request: Request, out: Any, *, limit: bool = False) -> None:
    """Answer in this process.

    :param out: a binary file
    :param limit: shut the doors (files and sockets) before the query is evaluated
    """
    from kg import search

    graph = open_graph()
    form = choose_format(request.text, request.format)
    if request.as_of is not None:
        from kg import asof

        graph = asof.view(graph, request.as_of)
    terms = {name: search.term(graph, value) for name, value in request.parameters.items()}
    query = sparql.prepare(request.text, terms)
    _check_own_terms(graph, query)
    write = _writer(form)
    if limit:
        _shut_doors()
    try:
        results = graph.results(query)
    except QueryError as error:
        raise sparql.explain(query, str(error)) from None
    write(results, out)
    out.flush()


def _check_own_terms(graph: Store, query: str) -> None:
    """Refuse ``kg:`` terms that the graph does not hold; the ontology is read only for the message."""
    unknown = [name for name in sparql.own_terms(query) if not _occurs(graph, name)]
    if unknown:
        from kg import vocab

        sparql.check_own_terms(query, unknown, vocab.load().terms)


def _occurs(graph: Store, name: str) -> bool:
    iri = f"<{sparql.PREFIXES['kg']}{name}>"
    return bool(graph.results(f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s {iri} ?o }} UNION {{ ?s ?p {iri} }} }}"))


def _writer(form: str) -> Callable[[Any, Any], None]:
    """A function that writes results to a binary file; all that it needs is imported now."""
    from kg import answers

    return answers.writer(form, tty=os.isatty(1))


def run(open_graph: Callable[[], Store], request: Request, out_fd: int, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> None:
    """Answer in a child process, writing to the file descriptor `out_fd`.

    :raises QueryStopped: if it took longer than `timeout_s` seconds or more memory than there is
    :raises KGError: what was wrong with the request, as :func:`answer` raises it
    """
    if not hasattr(os, "fork"):  # Windows: no limits, but the same answer
        with os.fdopen(os.dup(out_fd), "wb") as out:
            answer(open_graph, request, out)
        return
    choose_format(request.text, request.format)
    sys.stdout.flush()
    sys.stderr.flush()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(open_graph, request, out_fd, writing, timeout_s)
    os.close(writing)
    _wait(pid, reading, timeout_s)


def _child(open_graph: Callable[[], Store], request: Request, out_fd: int, report_fd: int, timeout_s: float) -> None:
    """Answer, report an error through `report_fd`, and end without Python's clean-up."""
    import _thread
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout_s + 1)  # should the parent be killed, the child still ends
    _limit_memory()
    done = _thread.allocate_lock()
    done.acquire()
    code = 0

    def work() -> None:
        nonlocal code
        try:
            with os.fdopen(out_fd, "wb", closefd=False) as out:
                answer(open_graph, request, out, limit=True)
        except BrokenPipeError:
            os._exit(0)
        except KGError as error:
            code = 1
            line = "" if not isinstance(error, QueryError) or error.line is None else str(error.line)
            os.write(report_fd, f"{type(error).__name__}\0{line}\0{error}".encode("utf-8", "replace"))
        except MemoryError:
            os.write(report_fd, _out_of_memory().encode())
        except OSError as error:
            if error.errno == 32:
                os._exit(0)
            os.write(report_fd, f"KGError\0\0cannot write the answer: {error.strerror}".encode())
        finally:
            done.release()

    _thread.stack_size(STACK_BYTES)
    _thread.start_new_thread(work, ())
    done.acquire()
    os._exit(code)


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _shut_doors() -> None:
    """Allow no further file, and so no socket."""
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _out_of_memory() -> str:
    return (
        f"QueryStopped\0\0stopped: it needed more than {MEMORY_BYTES >> 20:,} MB of memory; narrow the query, "
        "or set KG_QUERY_MEMORY_MB"
    )


def _wait(pid: int, reading: int, timeout_s: float) -> None:
    """Wait for the child, kill it at the deadline, and raise what it reported."""
    import select
    import signal

    def stop(signum: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    report = b""
    try:
        while True:
            ready, _, _ = select.select([reading], [], [], timeout_s)
            if not ready:
                raise QueryStopped(f"stopped after {timeout_s:g} s; narrow the query or give it more: --timeout S")
            part = os.read(reading, 65536)
            if not part:
                break
            report += part
    except BaseException:
        os.kill(pid, signal.SIGKILL)
        raise
    finally:
        os.close(reading)
        _, status = os.waitpid(pid, 0)
        signal.signal(signal.SIGTERM, before)
    if report:
        kind, _, message = report.decode("utf-8", "replace").split("\0", 2)
        raise (QueryStopped if kind == "QueryStopped" else KGError)(message)
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGKILL, signal.SIGBUS):
            raise QueryStopped(_out_of_memory().split("\0")[2])
        if number == signal.SIGALRM:
            raise QueryStopped(f"stopped after {timeout_s:g} s")
        raise KeyboardInterrupt
