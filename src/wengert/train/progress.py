"""The progress bar of a run: loss, accuracy, samples a second, time left.

Knows the terminal. Where there is none, a line for every tenth of the run does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wengert.train.callbacks import Callback

if TYPE_CHECKING:
    from rich.console import Console

    from wengert.train.fit import Run


OWN = ("epoch", "steps", "seconds", "samples_per_second")  # columns of a history about the run itself


def described(row: dict[str, float], digits: int = 1) -> str:
    """The numbers of a row that people watch; shares in percent, with so many digits.

    Example:
        >>> described({"epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.6, "seconds": 1.0})
        'loss 0.5000  accuracy 90.0 %  val_loss 0.6000'
    """
    shown = {n: v for n, v in row.items() if n not in OWN}
    return "  ".join(
        f"{n} {100 * v:.{digits}f} %" if n.endswith("accuracy") else f"{n} {v:.4f}" for n, v in shown.items()
    )


class ProgressBar(Callback):
    """Shows a live bar while a run lasts.

    Args:
        console: Where to draw.

    Example:
        >>> from rich.console import Console
        >>> bar = ProgressBar(Console(quiet=True))
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.bar: Any = None
        self.task: Any = None

    def on_start(self, run: Run) -> None:
        """Draw the bar."""
        if not self.console.is_terminal:
            return
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self.bar = Progress(
            TextColumn("epoch {task.fields[epoch]}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[numbers]}"),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(compact=True),
            console=self.console,
        )
        done = len(run.history)
        self.task = self.bar.add_task(
            "", total=run.epochs, completed=done, numbers="compiling", rate="", epoch=f"{done}/{run.epochs}"
        )
        self.bar.start()

    def on_piece(self, run: Run) -> None:
        """Move on inside an epoch."""
        if self.bar is not None and run.position is not None:
            share = min(run.position.seen / run.samples, 1.0) if run.samples else 0.0
            told = f"{100 * share:.0f} %" if run.samples else f"{run.position.seen:,} samples"
            numbers = f"{described(run.position.means())}  {told}"
            self.bar.update(self.task, completed=len(run.history) + share, numbers=numbers)

    def on_epoch(self, run: Run) -> None:
        """Move on."""
        row, done = run.history.last, len(run.history)
        rate = f"{row['samples_per_second']:,.0f} samples/s"
        if self.bar is not None:
            self.bar.update(self.task, completed=done, numbers=described(row), rate=rate, epoch=f"{done}/{run.epochs}")
        elif done == run.epochs or done % max(run.epochs // 10, 1) == 0:
            self.console.print(f"epoch {done}/{run.epochs}  {described(row)}  {rate}", soft_wrap=True, highlight=False)

    def on_end(self, run: Run) -> None:
        """Leave the last state on the screen."""
        del run
        if self.bar is not None:
            self.bar.stop()
