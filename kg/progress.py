"""A progress bar on a terminal's stderr, for work that takes seconds."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

#: Begins a stage of so many steps; what it returns is told how many are done.
Stage = Callable[[str, int], Callable[[int], None]]


@contextlib.contextmanager
def bar(quiet: bool) -> Iterator[Stage]:
    """A function that begins a stage, with its text and total; nothing is shown if `quiet`, or on no terminal."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield lambda text, total: lambda done: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    # Without a thread of its own, which a child that is forked meanwhile would not have.
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as progress:

        def stage(text: str, total: int) -> Callable[[int], None]:
            for task in progress.task_ids:
                progress.remove_task(task)
            task = progress.add_task(escape(text), total=total)

            def move(done: int) -> None:
                progress.update(task, completed=done, refresh=True)

            move(0)
            return move

        yield stage
