"""Options and helpers that several commands share."""

from __future__ import annotations

from typing import NamedTuple

import click


class Settings(NamedTuple):
    """The global options.

    :ivar store: directory or URL given by the user; ``None`` for the built-in graph
    """

    store: str | None
    quiet: bool

    def say(self, message: str) -> None:
        """Tell the user on stderr, unless quiet."""
        if not self.quiet:
            click.echo(message, err=True)


settings = click.make_pass_decorator(Settings)
