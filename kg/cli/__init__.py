"""The command line: a command parses, calls one function and prints.

A module of commands is imported only when one of its commands is named, because ``kg query`` must not
wait for what ``kg viz`` needs. Errors become one line and an exit code in one place, :func:`main`.
"""

from __future__ import annotations

import contextlib
import keyword
import os
import sys
from typing import Any, NoReturn

import click

from kg import __version__
from kg.cli import options

#: Command → module of this package that defines it (as a function of the same name).
COMMANDS = {
    "query": "query", "queries": "query",
    "show": "look", "search": "look", "stats": "look",
    "path": "analyse", "loops": "analyse", "conflicts": "analyse",
    "viz": "output", "explore": "output", "export": "output",
    "build": "data", "check": "data", "load": "data", "import": "imports", "graphs": "data", "drop": "data",
}  # fmt: skip


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if name not in COMMANDS:
            return None
        import importlib

        module = importlib.import_module(f"kg.cli.{COMMANDS[name]}")
        command: click.Command = getattr(module, name + "_" * keyword.iskeyword(name))
        if not any(option.name == "store" for option in command.params):
            command.params += options.global_options()  # they may stand before or after the command's name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with a suggestion for a name that is none."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from kg.errors import did_you_mean, quoted

            ctx.fail(f"no such command {quoted(args[0])}{did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    params=options.global_options(),
)
@click.version_option(__version__, prog_name="kg")
def kg() -> None:
    """Who funds, owns, supplies, builds and leads whom in AI, says who, and who says otherwise.

    Ask with SPARQL, open as an interactive network, take away as Turtle. Every edge carries its evidence.

    Example: kg query 'SELECT ?investor ?amount { ?c rdf:predicate kg:investsIn ; rdf:object e:openai ;
    rdf:subject ?investor ; kg:amount ?amount }'
    """


def main() -> NoReturn:
    """Run the command line; exit 0 fine, 1 problems in the data or the request, 2 wrong usage, 130 and 143 stopped."""
    _prepare()
    code = _run()
    try:
        sys.stdout.flush()
    except OSError as error:
        code = _system_error(error) or code
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
    # All is written and closed: taking the interpreter apart would cost a tenth of a short query's time.
    os._exit(code)


def _prepare() -> None:
    """UTF-8 whatever the locale says, and an exit that cleans up when we are told to end."""
    import signal

    if sys.getfilesystemencoding().lower() != "utf-8" and hasattr(sys, "orig_argv") and os.name == "posix":
        # Arguments have been decoded wrongly by now, so begin again.
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606  our own arguments
    if sys.stdout is None:  # `>&-`: a file that we open must not take its number, and writing must fail
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    def end(number: int, frame: object) -> NoReturn:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)  # click would write an empty line


def _run() -> int:
    """Run the command that was asked for; its exit code, with errors said in one line."""
    from kg.errors import KGError

    try:
        code = kg.main(prog_name="kg", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        return _fail(f"kg: {_usage(error)}", error.exit_code)
    except KGError as error:
        text = str(error)
        return _fail(text if "\n" in text else f"kg: {text}", 1)
    except OSError as error:
        return _system_error(error)
    except RecursionError:
        return _fail("kg: too deeply nested; make the input flatter", 1, sys.exc_info()[1])
    except MemoryError:
        return _fail("kg: not enough memory; narrow the request", 1)
    except Exception as error:  # nobody but us can use a traceback
        what = " ".join(f"{type(error).__name__}: {error}".split())
        report = "please report it with what KG_DEBUG=1 prints"
        return _fail(f"kg: internal error: {what}; {report}", 1, error)


def _fail(message: str, code: int, error: BaseException | None = None) -> int:
    """Say what went wrong; with ``KG_DEBUG=1`` show where."""
    if error is not None and os.environ.get("KG_DEBUG"):
        import traceback

        traceback.print_exception(error)
    with contextlib.suppress(OSError):  # nobody hears it
        click.echo(message, err=True)
    return code


def _usage(error: click.ClickException) -> str:
    """click's message in one line, with a suggestion where the value of a choice is misspelt."""
    from kg.errors import did_you_mean

    message = " ".join(error.format_message().split())
    kind: Any = getattr(getattr(error, "param", None), "type", None)
    if isinstance(error, click.BadParameter) and isinstance(kind, click.Choice):
        given = error.message.split("'")
        if len(given) > 1:
            message = message.rstrip(".") + did_you_mean(given[1], [str(choice) for choice in kind.choices])
    context = error.ctx if isinstance(error, click.UsageError) else None
    return message + (f" (see {context.command_path} --help)" if context is not None else "")


def _system_error(error: OSError) -> int:
    """What to do when the system refuses; Python must not try to write again at exit, and say so."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 0  # the reader of our output has gone (`kg … | head`): that is no error
    what = "cannot write the output" if error.filename is None else os.fsdecode(error.filename)
    return _fail(f"kg: {what}: {error.strerror or error}", 1, error)
