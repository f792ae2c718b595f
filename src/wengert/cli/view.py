"""`wengert view`: the page of a run, of a script, or of a worked example, written and opened in the browser if wished.

Knows where the page goes and what is drawn of a run. What is explained is found in `cli.subject`.
"""

from __future__ import annotations

import math
import webbrowser
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from wengert.cli.subject import of_run, script_of
from wengert.explain.page import explained, save_page
from wengert.train.folder import METRICS, read_history
from wengert.train.history import History
from wengert.train.progress import OWN

Option = typer.Option
NAME = "page.html"


def view(
    what: Annotated[
        Path | None,
        typer.Argument(
            help="A run folder, or a Python script that defines `explanation` (an explanation, or a function that "
            "makes one) or a function `f` and its `args`."
        ),
    ] = None,
    example: Annotated[str | None, Option(help="A worked example; `wengert explain --list` names them.")] = None,
    out: Annotated[
        Path | None, Option(help="The page; page.html in the run folder, or beside the script, when left out.")
    ] = None,
    samples: Annotated[int | None, Option(help="Samples of the test part on which a run is explained.")] = None,
    opened: Annotated[bool, Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write one page that needs no network: graph and steps side by side, to play, scrub and try out."""
    script = script_of(what, example)
    if script is None:
        run = Path(str(what))
        folder = run.parent if run.suffix == ".safetensors" else run
        payload = explained(of_run(run, samples), f"The run {folder.resolve().name}", curves_of(folder))
        place = folder / NAME
    else:
        payload = explained(script.explanation(), script.title)
        place = Path(f"{script.name}.html") if what is None else what.with_suffix(".html")
    path = save_page(payload, out or place)
    Console().print(str(path), highlight=False, soft_wrap=True)
    if opened:
        webbrowser.open(path.resolve().as_uri())


def curves_of(folder: Path) -> list[dict[str, Any]]:
    """Loss and metrics of a run against epochs, training beside validation.

    Args:
        folder: The run folder; none are drawn where it holds no numbers.

    Returns:
        `title`, `x` and `lines` of each.
    """
    return drawn(read_history(folder, 2**31)) if (folder / METRICS).is_file() else []


def drawn(history: History) -> list[dict[str, Any]]:
    """The curves of a history.

    Args:
        history: A row for each epoch.

    Returns:
        `title`, `x` and `lines` of each; what is not finite leaves a gap.

    Example:
        >>> drawn(History([{"epoch": 1, "loss": 0.5, "val_loss": 0.6, "seconds": 1.0}]))[0]["lines"][1]
        {'name': 'validation', 'y': [0.6]}
    """
    names = [n for n in history.names if n not in OWN and not n.startswith("val_")]
    found = []
    for name in names:
        pairs = [(prefix, label) for prefix, label in (("", "training"), ("val_", "validation"))]
        lines = [
            {"name": label, "y": [_finite(row.get(prefix + name)) for row in history]}
            for prefix, label in pairs
            if prefix + name in history.names
        ]
        found.append({"title": name, "x": [row["epoch"] for row in history], "lines": lines})
    return found


def _finite(x: float | None) -> float | None:
    return x if x is not None and math.isfinite(x) else None
