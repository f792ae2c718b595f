"""Naming: from what people type (`z1`, `yhat`, `dL/dW1`) to what a table prints (z₁, ŷ, ∂ℒ/∂W₁), and back.

Knows spellings and the assignments in the source of a function. Knows no network.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from wengert.trace.notation import plain, subscript

HAT = "\u0302"
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "lam": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "psi": "ψ", "omega": "ω", "Omega": "Ω", "Theta": "Θ", "Sigma": "Σ", "loss": "ℒ",
}  # fmt: skip
_TYPED = {"∂": "d", "ℒ": "loss", "δ": "delta", "Ω": "Omega", "η": "eta", "θ": "theta", "·": "*", "′": "'", "−": "-"}


def pretty(name: str) -> str:
    """A name as it is printed: an index below the line, a hat, a Greek letter.

    Example:
        >>> pretty("z1"), pretty("y_hat"), pretty("loss"), pretty("delta_3"), pretty("W"), pretty("total_cost")
        ('z₁', 'ŷ', 'ℒ', 'δ₃', 'W', 'total_cost')
    """
    match = re.fullmatch(r"([A-Za-z]+?)(_?hat)?_?(\d*)", name)
    if match is None or name in ("that", "what", "chat"):
        return name
    word, hat, index = match.groups()
    if index and word not in _GREEK and len(word) > 2:
        return name
    if hat and len(word) > 1 and word not in _GREEK:
        return name
    letter = _GREEK.get(word, word)
    marked = unicodedata.normalize("NFC", letter + HAT) if hat else letter
    return marked + (subscript(int(index)) if index else "")


def canonical(name: str) -> str:
    """The same text for every spelling of a name, for looking it up.

    Example:
        >>> canonical("∂ℒ/∂W₁") == canonical("dL/dW1"), canonical("ŷ") == canonical("yhat"), canonical("v̄₋₁")
        (True, True, 'vbar-1')
    """
    text = unicodedata.normalize("NFD", plain(name)).replace(" ", "")
    text = text.replace(HAT, "hat").replace("\u0304", "bar").replace("\u0307", "dot")
    for symbol, typed in _TYPED.items():
        text = text.replace(symbol, typed)
    text = re.sub(r"(?<![A-Za-z])d?L(?=/|$)", lambda m: m[0][:-1] + "loss", text).replace("_", "")
    return re.sub(r"^([A-Za-z]+)(-?\d+)(bar|dot|hat)$", r"\1\3\2", text)


@dataclass(frozen=True, slots=True)
class Statement:
    """One assignment, or the `return`, in the body of a function.

    Attributes:
        first: Its first line in the file.
        last: Its last line.
        target: The variable it names; empty for `return`.
        repeated: Whether it stands in a loop.
    """

    first: int
    last: int
    target: str
    repeated: bool


def statements(f: Callable[..., Any]) -> tuple[str, list[Statement]]:
    """The file of a function and the statements of its body that name something; empty where its source is unknown.

    Example:
        >>> statements(abs)
        ('', [])
    """
    try:
        lines, first = inspect.getsourcelines(f)
        body = ast.parse(textwrap.dedent("".join(lines)))
        file = PurePath(inspect.getsourcefile(f) or "").name
    except (OSError, TypeError, SyntaxError):
        return "", []
    found: list[Statement] = []
    for node in body.body:
        if isinstance(node, ast.FunctionDef) and node.name == getattr(f, "__name__", ""):
            _collect(node, max(first, 1) - 1, False, found)
    return file, found


def _collect(node: ast.AST, offset: int, repeated: bool, found: list[Statement]) -> None:
    for child in ast.iter_child_nodes(node):
        looped = repeated or isinstance(child, (ast.For, ast.While))
        if isinstance(child, ast.Assign) and len(child.targets) == 1 and isinstance(child.targets[0], ast.Name):
            found.append(_statement(child, child.targets[0].id, offset, looped))
        elif isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
            found.append(_statement(child, child.target.id, offset, looped))
        elif isinstance(child, ast.Return):
            found.append(_statement(child, "", offset, looped))
        _collect(child, offset, looped, found)


def _statement(node: ast.stmt, target: str, offset: int, repeated: bool) -> Statement:
    return Statement(node.lineno + offset, (node.end_lineno or node.lineno) + offset, target, repeated)
