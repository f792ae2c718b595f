"""The report of a run: one HTML file that needs no other, with curves, confusion matrix and the first backward pass.

Knows pages and pictures. Trains nothing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from wengert.train.atomic import write_text
from wengert.train.backward import BackwardLine
from wengert.train.history import History
from wengert.train.progress import OWN

_TEMPLATE = Path(__file__).with_name("report.html.jinja")
_TRAINING, _VALIDATION = "#2a6fb0", "#d0722b"


@dataclass
class Report:
    """What a report tells.

    Args:
        title: Headline.
        facts: Short facts by name: data, model, optimizer, seconds.
        history: A row for each epoch.
        results: Numbers on the samples set apart, by name.
        classes: Names of the classes; empty without a confusion matrix.
        confusion: Counts, (c, c), true classes in rows.
        backward: The first backward pass.
    """

    title: str
    facts: dict[str, str]
    history: History
    results: dict[str, float]
    classes: Sequence[str] = ()
    confusion: np.ndarray | None = None
    backward: Sequence[BackwardLine] = field(default_factory=list)

    def html(self) -> str:
        """The page."""
        from jinja2 import Environment, StrictUndefined

        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
        return template.render(
            report=self, curves=curves(self.history), cells=shaded(self.confusion), parts=_parts(self.backward)
        )

    def write(self, path: Path) -> None:
        """Write the page, whole or not at all."""
        write_text(path, self.html())


def curves(history: History) -> str:
    """Loss and metrics against epochs, training and validation together.

    Args:
        history: Rows.

    Returns:
        An `<svg>` element, or nothing when there is no row.

    Example:
        >>> curves(History([{"epoch": 1, "loss": 0.5}]))[:4]
        '<svg'
    """
    names = [n for n in history.names if n not in OWN and not n.startswith("val_")]
    if not len(history):
        return ""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "wengert", "font.family": "sans-serif"}):
        # Margins by hand: letting the layout engine find them costs more time than an epoch.
        width = 4.6 * len(names)
        figure = Figure(figsize=(width, 3.2))
        figure.subplots_adjust(left=0.6 / width, right=1 - 0.1 / width, bottom=0.16, top=0.9, wspace=0.2)
        for axes, name in zip(figure.subplots(1, len(names), squeeze=False)[0], names, strict=True):
            for prefix, color in (("", _TRAINING), ("val_", _VALIDATION)):
                if prefix + name in history.names:
                    epochs = [row["epoch"] for row in history if prefix + name in row]
                    label = "validation" if prefix else "training"
                    axes.plot(
                        epochs, history[prefix + name], color=color, label=label, marker="." if len(epochs) < 2 else ""
                    )
            axes.set_xlabel("epoch")
            axes.set_title(name)
            axes.legend(frameon=False)
            axes.spines[["top", "right"]].set_visible(False)
        out = io.StringIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    return text[text.index("<svg") :]


def shaded(counts: np.ndarray | None) -> list[list[tuple[int, float]]]:
    """Counts with their share of the row, for the colour of the cell.

    Args:
        counts: (c, c), or None.

    Returns:
        Rows of (count, share).

    Example:
        >>> shaded(np.array([[3, 1], [0, 0]]))
        [[(3, 0.75), (1, 0.25)], [(0, 0.0), (0, 0.0)]]
    """
    if counts is None:
        return []
    return [[(int(n), float(n / max(row.sum(), 1))) for n in row] for row in counts]


def _parts(lines: Sequence[BackwardLine]) -> list[dict[str, Any]]:
    return [
        {
            "variable": line.variable,
            "made": line.made,
            "shape": " × ".join(map(str, line.shape)) or "scalar",
            "formula": line.formula,
            "norm": f"{line.norm:.4g}",
        }
        for line in lines
    ]
