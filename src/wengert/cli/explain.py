"""`wengert explain`: tables and drawings of a worked example, a script, or a trained model.

Knows options, forms and where the output goes. What is explained is found in `cli.subject`, and explained in `explain`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from wengert.cli.subject import of_run, script_of
from wengert.errors import ArgumentError, DataError, unknown
from wengert.explain import Explanation, Table
from wengert.explain.catalogue import EXAMPLES
from wengert.explain.document import document
from wengert.explain.drawings import Drawing, architecture, graph_of, network, with_adjoints
from wengert.explain.script import Script, viewed
from wengert.train.atomic import write_bytes

Option = typer.Option
FORMS = {"text": "txt", "markdown": "md", "latex": "tex", "html": "html", "csv": "csv", "json": "json"}
DRAWINGS = ("svg", "png", "dot")


def explain(
    what: Annotated[
        Path | None, typer.Argument(help="A run folder, or a script with explanation() or f and args.")
    ] = None,
    example: Annotated[str | None, Option(help="A worked example; --list names them.")] = None,
    listed: Annotated[bool, Option("--list", help="List the worked examples.")] = False,
    view: Annotated[
        str | None,
        Option(help="One view, such as forward, gradients, memory; of drawings graph, network, architecture."),
    ] = None,
    form: Annotated[
        str | None, Option("--format", help="text, markdown, latex, html, csv, json, svg, png, dot.")
    ] = None,
    out: Annotated[Path | None, Option(help="A file; its ending says the form where --format does not.")] = None,
    samples: Annotated[int | None, Option(help="Samples on which a trained model is explained.")] = None,
) -> None:
    """Show every derivative, its formula, its number, and where each number came from."""
    if listed:
        sys.stdout.write(listing())
        return
    script = script_of(what, example)
    chosen = form_of(form, out)
    if script is not None and samples is not None:
        raise ArgumentError("explain: --samples is for a trained model", given=script.name, expected="a run folder")
    e = of_run(Path(str(what)), samples) if script is None else script.explanation()
    title = str(what) if script is None else script.title
    if chosen in DRAWINGS:
        drawing = drawn(e, view, title)
        _write({"svg": drawing.svg, "png": drawing.png, "dot": drawing.dot}[chosen](), out)
        return
    tables, console = shown(e, script, view), Console()
    if chosen == "text" and out is None and console.is_terminal:
        console.print(title, *tables, sep="\n\n")
    else:
        _write(document(tables, FORMS[chosen], title) + "\n", out)


def listing() -> str:
    """The worked examples, one a line.

    Example:
        >>> print(listing().splitlines()[0])
        evaluation-trace         log x₁ + x₁x₂ − sin x₂ at (2, 5): primal beside tangent, and primal beside adjoint
    """
    width = max(map(len, EXAMPLES)) + 2
    return "".join(f"{name:<{width}} {script.title}\n" for name, script in EXAMPLES.items())


def form_of(form: str | None, out: Path | None) -> str:
    """The form that is meant: the one asked for, that of the file's ending, or text.

    Args:
        form: What `--format` says.
        out: The file.

    Raises:
        ArgumentError: There is no such form.

    Example:
        >>> form_of(None, None), form_of(None, Path("a.tex")), form_of("markdown", Path("README"))
        ('text', 'latex', 'markdown')
    """
    endings = {ending: name for name, ending in FORMS.items()} | {name: name for name in DRAWINGS}
    if form is None:
        given = "" if out is None else out.suffix.removeprefix(".")
        chosen = "text" if out is None else endings.get(given, "")
    else:
        given, chosen = form, endings.get(form, form)
    if chosen not in (*FORMS, *DRAWINGS):
        raise unknown("form", given or "no ending", [*FORMS, *DRAWINGS])
    return chosen


def shown(e: Explanation, script: Script | None, view: str | None) -> list[Table]:
    """The tables that are asked for.

    Args:
        e: The explanation.
        script: The script it comes from; None for a run.
        view: The name of one view; None for those that show the script best, or all of a run.

    Raises:
        ArgumentError: There is no such view.

    Example:
        >>> [table.name for table in shown(EXAMPLES["neuron"].explanation(), None, "gradients")]
        ['gradients']
    """
    if script is not None:
        return script.tables(e, view)
    return e.tables() if view is None else [viewed(e, view)]


def drawn(e: Explanation, view: str | None, title: str) -> Drawing:
    """A drawing of what is explained.

    Args:
        e: The explanation.
        view: `graph`, which is meant by None: every step with its value and adjoint, what leads to the data term and to
            penalties told apart; `network`: units with their weights, before and after an update where there is a rate;
            `architecture`: the modules that a sample passes.
        title: What it shows.

    Raises:
        ArgumentError: There is no such drawing, or no model to draw.

    Example:
        >>> drawn(EXAMPLES["neuron"].explanation(), None, "a neuron")
        Drawing(11 boxes, 10 arrows)
    """
    if view not in (None, "graph", "network", "architecture"):
        raise unknown("drawing", str(view), ["graph", "network", "architecture"])
    program, model = e.subject.program, e.subject.program.modules.get("model")
    if view in (None, "graph"):
        branches = [(program.data, "data"), *((p, "penalty") for p in program.penalties)] if program.penalties else []
        e.adjoint()  # the sweep, so that every box can show its adjoint
        return Drawing(graph_of(e.trace, with_adjoints, branches=branches, title=title))
    if model is None:
        raise ArgumentError(f"explain: no model for a drawing of the {view}", given="a function", expected="a model")
    if view == "network":
        return Drawing(network(model, _after(e)))
    return Drawing(architecture(model, e.subject.data[0].value))


def _after(e: Explanation) -> dict[str, Any] | None:
    """The parameters after the update, by their names in the model."""
    if e.lr is None:
        return None
    new = e.update()
    symbols = e.subject.symbols
    return {x.origin.removeprefix("model."): new.value(symbols[x], "new value") for x in e.subject.parameters}


def _write(text: str | bytes, out: Path | None) -> None:
    if out is not None and not out.absolute().parent.is_dir():
        raise DataError(f"{out}: there is no such folder", given=str(out.parent), expected="a folder")
    if out is not None:
        write_bytes(out, text.encode() if isinstance(text, str) else text)
    elif isinstance(text, str):
        sys.stdout.write(text)
    elif sys.stdout.isatty():
        raise ArgumentError("explain: a PNG is not for the terminal", given="no file", expected="--out FILE.png")
    else:
        sys.stdout.buffer.write(text)
