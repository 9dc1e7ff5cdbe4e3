"""Commands that make and check graphs: build, check, load, graphs, drop."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.options import Settings, settings


@click.command(short_help="Validate seeds: integrity rules, SHACL and data tests.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@settings
def check(settings: Settings, paths: tuple[Path, ...], format_: str) -> None:
    """Validate seeds (the shipped ones by default) against the ontology and against one another.

    Example: kg check seeds --format github
    """
    from kg import check as checks

    problems, counted = checks.check(paths)
    click.echo(checks.report(problems, format_), nl=False)
    settings.say(checks.summary(problems, counted))
    if any(problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)
