"""Options and helpers that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from kg.store import Store


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

    def opener(self) -> Callable[[], Store]:
        """A function that opens the graph; what must be compiled first is compiled now.

        The engine itself is not touched here, so that the caller may fork.
        """
        from kg import ready, store

        root = ready.ready(self.root(), self.say)
        return lambda: store.open_store(root)

    def open(self) -> Store:
        """The graph, opened in this process."""
        return self.opener()()

    def root(self) -> str | None:
        """The store's directory as the user gave it, or ``None`` for the built-in graph."""
        if self.store is not None and "://" in self.store:
            raise click.UsageError("a SPARQL endpoint as --store is not supported yet; give a directory")
        return self.store


settings = click.make_pass_decorator(Settings)


def global_options() -> list[click.Parameter]:
    """The options that every command has, and the group before it."""
    return [
        click.Option(
            ["--store"], metavar="PATH|URL", expose_value=False, callback=_keep,
            help="A store's directory or a SPARQL endpoint. [env: KG_STORE]",
        ),
        click.Option(
            ["--quiet"], is_flag=True, expose_value=False, callback=_keep, help="Say nothing on stderr but errors."
        ),
    ]  # fmt: skip


def _keep(ctx: click.Context, option: click.Parameter, value: str | bool | None) -> None:
    """Note a global option in the settings that commands are handed; the one nearest to the command counts."""
    found = ctx.obj or Settings(os.environ.get("KG_STORE") or None, quiet=False)
    if option.name == "store" and isinstance(value, str) and value:
        found = found._replace(store=value)
    elif option.name == "quiet" and value:
        found = found._replace(quiet=True)
    ctx.obj = found


#: ``--format`` of commands that print a table.
table_format = click.option(
    "--format", "format_", type=click.Choice(["table", "json", "csv"]), default="table", show_default=True
)
