"""Work in a child that may die."""

from __future__ import annotations

import os
import sys
import threading

import pytest

from kg import guard
from kg.errors import KGError, NotFound, StoreError

pytestmark = pytest.mark.skipif(not guard.can_fork(alone=False), reason="no fork: it runs in this process")


def run(work, **options):  # type: ignore[no-untyped-def]
    heard: list[str] = []
    guard.run(work, heard.append, too_much="too much", **options)
    return heard


def test_reports_arrive_whole_and_in_order() -> None:
    def work(report):  # type: ignore[no-untyped-def]
        for n in range(1000):
            report(f"line {n}\nof two \udcff 星")

    assert run(work) == [f"line {n}\nof two \udcff 星" for n in range(1000)]


def _raise(error: BaseException):  # type: ignore[no-untyped-def]
    def work(report):  # type: ignore[no-untyped-def]
        raise error

    return work


@pytest.mark.parametrize("kind", [KGError, StoreError, NotFound])
def test_errors_keep_class_and_words(kind: type[KGError]) -> None:
    with pytest.raises(kind, match="^two\nlines$") as caught:  # noqa: RUF043
        run(_raise(kind("two\nlines")))
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("error", "said"),
    [(OSError(28, "No space left"), "No space left"), (ZeroDivisionError("x"), "internal error: ZeroDivisionError: x"),
     (MemoryError(), "too much"), (RecursionError(), "too much")],
)  # fmt: skip
def test_other_failures_become_words(error: BaseException, said: str) -> None:
    with pytest.raises(KGError, match=said):
        run(_raise(error))


def test_a_crash_is_too_much() -> None:
    with pytest.raises(KGError, match="too much"):
        run(lambda report: os.kill(os.getpid(), 11))


@pytest.mark.skipif(sys.platform != "linux", reason="no limit of memory elsewhere")
def test_memory_is_limited() -> None:
    def work(report):  # type: ignore[no-untyped-def]
        report(str(len(bytearray(2 << 30))))

    with pytest.raises(KGError, match="too much"):
        run(work, memory_bytes=1 << 30)


def test_deep_recursion_of_the_engine_has_its_stack() -> None:
    def work(report):  # type: ignore[no-untyped-def]
        sys.setrecursionlimit(50_000)

        def down(n: int) -> int:
            return 0 if n == 0 else 1 + down(n - 1)

        report(str(down(40_000)))

    assert run(work) == ["40000"]


def test_what_hears_may_stop_it() -> None:
    pids: list[int] = []

    def hear(text: str) -> None:
        pids.append(int(text))
        raise SystemExit(143)

    def work(report):  # type: ignore[no-untyped-def]
        report(str(os.getpid()))
        threading.Event().wait()

    with pytest.raises(SystemExit):
        guard.run(work, hear, too_much="")
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_no_writing_child_beside_other_threads() -> None:
    ready, done = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: (ready.set(), done.wait()))
    thread.start()
    ready.wait()
    try:
        assert not guard.can_fork(alone=True)
        here = str(os.getpid())
        assert run(lambda report: report(str(os.getpid())), writes_store=True) == [here]
        assert run(lambda report: report(str(os.getpid()))) != [here], "what only reads is guarded all the same"
    finally:
        done.set()
        thread.join()
