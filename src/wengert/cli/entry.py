"""The entry point: which command, and what becomes of its errors.

Knows commands by name and exit codes: 0 done, 1 refused by the work, 2 wrong arguments or data, 130 interrupted.
"""

from __future__ import annotations

import sys

import typer

from wengert.cli.ask import evaluate, predict
from wengert.cli.explain import explain
from wengert.cli.info import info
from wengert.cli.train import train
from wengert.cli.view import view
from wengert.errors import ArgumentError, DataError, WengertError

app = typer.Typer(
    name="wengert",
    help="Differentiate programs, train neural networks, and show the work.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(train)
app.command()(evaluate)
app.command()(predict)
app.command()(explain)
app.command()(view)
app.command()(info)


def shown(error: WengertError) -> str:
    """The error as the terminal shows it: without the line of our own program that called.

    Example:
        >>> print(shown(ArgumentError("unknown model: x", given="x", at="main.py:1")))
        error: unknown model: x
          given     x
    """
    lines = str(error).splitlines()
    own = [line for line in lines if line.startswith("  at ") and (".py:" in line or "wengert:" in line or "<" in line)]
    return "error: " + "\n".join(line for line in lines if line not in own)


def main() -> None:
    """Run the command line and exit with its code."""
    try:
        app()
    except WengertError as error:
        sys.stderr.write(f"{shown(error)}\n")
        sys.exit(2 if isinstance(error, (ArgumentError, DataError)) else 1)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        sys.exit(130)
