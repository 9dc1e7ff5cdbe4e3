"""The command line: a command parses, calls one function and prints.

A module of commands is imported only when one of its commands is named, because ``kg query`` must not
wait for what ``kg viz`` needs. Errors become one line and an exit code in one place, :func:`main`.
"""

from __future__ import annotations

import os
import sys

import click

from kg.cli import options

#: Command → module of this package that defines it (as a function of the same name).
COMMANDS = {
    "query": "query", "queries": "query",
    "show": "look", "search": "look", "stats": "look",
    "path": "analyse", "loops": "analyse", "conflicts": "analyse",
    "viz": "output", "export": "output",
    "build": "data", "check": "data", "load": "data", "graphs": "data", "drop": "data",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        import importlib

        module = importlib.import_module(f"kg.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from kg.errors import did_you_mean

            ctx.fail(f'no such command "{args[0]}"{did_you_mean(args[0], COMMANDS)}')


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--store", metavar="PATH|URL", help="The graph to use: a store's directory, or a SPARQL endpoint. [env: KG_STORE]")
@click.option("--quiet", is_flag=True, help="Say nothing on stderr but errors.")
@click.version_option(package_name="ai-industry-kg", prog_name="kg")
@click.pass_context
def kg(ctx: click.Context, store: str | None, quiet: bool) -> None:
    """Who funds, owns, supplies, builds and leads whom in AI, says who, and who says otherwise.

    Ask with SPARQL, open as an interactive network, take away as Turtle. Every edge carries its evidence.

    Example: kg query 'SELECT ?investor ?amount { ?c rdf:predicate kg:investsIn ; rdf:object e:openai ;
    rdf:subject ?investor ; kg:amount ?amount }'
    """
    ctx.obj = options.Settings(store or os.environ.get("KG_STORE") or None, quiet)


def main() -> None:
    """Run the command line; exit 0 fine, 1 problems in the data or the request, 2 wrong usage."""
    from kg.errors import KGError

    try:
        code = kg.main(prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except KGError as error:
        click.echo(f"kg: {error}" if "\n" not in str(error) else str(error), err=True)
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (`kg … | head`): that is no error, and Python must not say so at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    sys.exit(code if isinstance(code, int) else 0)
