"""What all examples share: their arguments, the table they print, and the curves of a run.

Knows the terminal and matplotlib. Knows no model.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")  # figures go to files: no window is needed
import matplotlib.pyplot as plt
from rich.console import Console
from rich.table import Table

from wengert.data import Dataset
from wengert.train.progress import ProgressBar

console = Console()


def arguments(
    text: str | None, epochs: int | None, given: Sequence[str] | None, devices: int | None = None, **switches: str
) -> argparse.Namespace:
    """Epochs, samples, folder of the figures, devices where there is a default for them; `switches` are on or off."""
    parser = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=epochs, help="passes over the training data (%(default)s)")
    parser.add_argument("--samples", type=int, help="use so many samples of each part only")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "out", help="where the figure goes")
    if devices is not None:
        say = "devices that share each batch; on a CPU, its cores (%(default)s)"
        parser.add_argument("--devices", type=int, default=devices, help=say)
    for name, help_text in switches.items():
        parser.add_argument(f"--{name}", action="store_true", help=help_text)
    options = parser.parse_args(given)
    options.out.mkdir(parents=True, exist_ok=True)
    return options


def first(data: Dataset, samples: int | None) -> Dataset:
    """The first samples of a data set; all of them when None."""
    return data if samples is None else data.take(slice(samples))


def bar() -> ProgressBar:
    """A progress bar for `fit`; a few lines where there is no terminal."""
    return ProgressBar(console)


def table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows that have the same columns."""
    out = Table(title=title)
    for column in rows[0]:
        out.add_column(column, justify="left" if isinstance(rows[0][column], str) else "right")
    for row in rows:
        out.add_row(
            *(
                f"{value:.4g}" if isinstance(value, float) else f"{value:,}" if isinstance(value, int) else value
                for value in row.values()
            )
        )
    console.print(out)


def save(figure: Any, path: Path) -> None:
    """Write a figure and say where it is."""
    figure.savefig(path, dpi=120, bbox_inches="tight")
    plt.close(figure)
    console.print(f"figure: {path}", soft_wrap=True, highlight=False)


def curves(history: Any, columns: Sequence[str], path: Path) -> None:
    """Draw columns of a history over the epochs, training and validation together."""
    figure, axes = plt.subplots(1, len(columns), figsize=(4.5 * len(columns), 3), squeeze=False)
    for ax, column in zip(axes[0], columns, strict=True):
        for name in (column, f"val_{column}"):
            if name in history.last:
                ax.plot(history["epoch"], history[name], marker=".", label=name)
        ax.set(xlabel="epoch", title=column)
        ax.legend()
    save(figure, path)


def pictures(rows: Sequence[Any], path: Path, titles: Sequence[str] = ()) -> None:
    """Draw rows of grey pictures, (n, h, w) each."""
    count = max(len(row) for row in rows)
    figure, axes = plt.subplots(
        len(rows), count, figsize=(0.9 * count, 1.1 * len(rows)), squeeze=False, layout="constrained"
    )
    for k, row in enumerate(rows):
        for ax, image in zip(axes[k], row, strict=False):
            ax.imshow(image, cmap="gray", vmin=0, vmax=1)
        for ax in axes[k]:
            ax.axis("off")
        if titles:
            axes[k][0].set_title(titles[k], loc="left", fontsize=8)
    save(figure, path)
