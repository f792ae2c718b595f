"""Scripts that explain something: a worked example of the gallery, or a file of your own.

Knows what a script may define: `explanation()`, or `f` and `args`; beside it `tables(e)` and `NOTES`. Knows no view.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from wengert.errors import ArgumentError, DataError, unknown
from wengert.explain.explaining import explain
from wengert.explain.explanation import Explanation
from wengert.explain.table import Table


@dataclass(frozen=True)
class Script:
    """A program and its explanation.

    Args:
        name: What it is called.
        module: The module that the file became.

    Example:
        >>> from wengert.explain.catalogue import example
        >>> script = example("neuron")
        >>> script.title
        'One sigmoid neuron: forward pass, loss, and the gradient of every input'
        >>> [table.name for table in script.tables()]
        ['forward', 'backward', 'gradients']
    """

    name: str
    module: ModuleType

    @property
    def title(self) -> str:
        """The first line of its docstring; its name where there is none."""
        return (self.module.__doc__ or self.name).strip().splitlines()[0].rstrip(".")

    @property
    def about(self) -> str:
        """The rest of its docstring, as one line."""
        return " ".join((self.module.__doc__ or "").partition("\n")[2].split())

    @property
    def notes(self) -> Sequence[str]:
        """What is printed elsewhere for the same example and is not right."""
        return getattr(self.module, "NOTES", ())

    def explanation(self) -> Explanation:
        """The explanation.

        Raises:
            ArgumentError: The script defines none, or something that is none.
        """
        found = getattr(self.module, "explanation", None)
        if isinstance(found, Explanation):
            return found
        if callable(found):
            found = found()
        elif found is None and hasattr(self.module, "f"):
            args = getattr(self.module, "args", ())
            found = explain(self.module.f, *(args if isinstance(args, (tuple, list)) else (args,)))
        if not isinstance(found, Explanation):
            raise ArgumentError(
                f"{self.name}: nothing to explain",
                given="no `explanation`" if found is None else f"an `explanation` that is {type(found).__name__}",
                expected="explanation(), or a function f and its args",
                hint="def explanation(): return wg.explain(f, 2.0, 5.0)",
            )
        return found

    def tables(self, explanation: Explanation | None = None, view: str | None = None) -> list[Table]:
        """The tables that show it best, the notes below the last one.

        Args:
            explanation: Its explanation, where that is made already.
            view: Only this one, by the name of the table or of the view.

        Raises:
            ArgumentError: There is no such view.
        """
        e = self.explanation() if explanation is None else explanation
        own: Any = getattr(self.module, "tables", Explanation.tables)
        found = list(own(e)) if view is None else [t for t in own(e) if t.name == view] or [viewed(e, view)]
        return [*found[:-1], *(replace(t, notes=[*t.notes, *self.notes]) for t in found[-1:])]


def viewed(explanation: Explanation, view: str) -> Table:
    """One view by its name.

    Args:
        explanation: What it is a view of.
        view: The name.

    Raises:
        ArgumentError: There is none of that name for this kind of program.

    Example:
        >>> viewed(explain(lambda x: wg.sin(x) * x, 2.0), "gradients").title
        'Gradients'
    """
    if view not in explanation.views:
        raise unknown("view", view, list(explanation.views))
    return explanation.views[view]()


def load_script(path: str | Path) -> Script:
    """Run a file and keep what it defines; it is not run as `__main__`.

    Args:
        path: A Python file.

    Returns:
        The script.

    Raises:
        DataError: There is no such file.

    Example:
        >>> load_script("missing.py")
        Traceback (most recent call last):
        ...
        wengert.errors.DataError: missing.py: there is no such script...
    """
    path = Path(path)
    if not path.is_file():
        raise DataError(f"{path}: there is no such script", given=str(path), expected="a Python file")
    spec = importlib.util.spec_from_file_location(f"explained_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise DataError(f"{path}: not a script", given=path.suffix or "no ending", expected="a file that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # classes of the script look their module up
    sys.path.insert(0, str(path.parent))
    try:
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(path.parent))
    return Script(path.stem, module)
