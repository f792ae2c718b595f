"""Rules: how a formula written by a person becomes the pullback and the pushforward that sweeps call.

Knows that a rule's parameter names say what must be kept: an argument (`x`), the output (`out` or its part's name),
a static parameter (`axis`), only a shape or dtype (`x_shape`, `x_dtype`), or which arguments are `tracked`. Knows no
primitive and no tensor.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from wengert.errors import ArgumentError

Pull = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Inline:
    """A rule as an expression, spliced into its adapter: one call less on the hottest path of a sweep.

    Args:
        names: What it reads, after `g`.
        expression: Python text with `{name}` in the place of each name.
        scope: What else the text refers to.
    """

    names: tuple[str, ...]
    expression: str
    scope: dict[str, Any]

    def __call__(self, g: Any, *kept: Any) -> Any:
        """The same as a plain function, for readers of the rule."""
        places = {n: f"kept[{k}]" for k, n in enumerate(self.names)}
        return eval(self.expression.format(**places), self.scope | {"g": g, "kept": kept})


def reads(function: Callable[..., Any]) -> tuple[str, ...]:
    """The parameter names of a rule.

    Example:
        >>> reads(lambda g, x, axis: g)
        ('g', 'x', 'axis')
    """
    if isinstance(function, Inline):
        return ("g", *function.names)
    positional, keywords, _, _ = parameters(function)
    return positional + keywords


def parameters(function: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, Any], bool]:
    """Positional and keyword-only parameters of a function, defaults by name, and whether it takes `*args`.

    Read off its code: `inspect.signature` makes an object of each parameter, and at `import wengert` a thousand rules
    are read.

    Example:
        >>> parameters(lambda x, axis=0, *, keepdims=False: x)
        (('x', 'axis'), ('keepdims',), {'axis': 0, 'keepdims': False}, False)
    """
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__"):
        return _inspected(function)
    code = function.__code__
    count = code.co_argcount
    positional = code.co_varnames[:count]
    keywords = code.co_varnames[count : count + code.co_kwonlyargcount]
    given = function.__defaults__ or ()
    defaults = dict(zip(positional[count - len(given) :], given, strict=True)) | (function.__kwdefaults__ or {})
    return positional, keywords, defaults, bool(code.co_flags & inspect.CO_VARARGS)


def _inspected(function: Callable[..., Any]) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, Any], bool]:
    found = inspect.signature(function).parameters.values()
    positional = tuple(p.name for p in found if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD))
    keywords = tuple(p.name for p in found if p.kind == p.KEYWORD_ONLY)
    defaults = {p.name: p.default for p in found if p.default is not p.empty}
    return positional, keywords, defaults, any(p.kind == p.VAR_POSITIONAL for p in found)


class Names:
    """The names a primitive's rules may read, and where each is found at call time.

    Args:
        arrays: Names of the array arguments, in order.
        static: Names of the static parameters.
        outputs: Names of the parts when the output is a tuple; empty when it is one array.
        variadic: Whether the array arguments are a list of any length, read as `args`.
    """

    def __init__(
        self, arrays: tuple[str, ...], static: tuple[str, ...], outputs: tuple[str, ...], variadic: bool
    ) -> None:
        self.static = static
        self.arrays = arrays
        self.sources: dict[str, str] = {"out": "out", "tracked": "tracked"}
        self.sources |= {name: f"out[{k}]" for k, name in enumerate(outputs)}
        if variadic:
            self.sources |= {
                "args": "tuple(args)",
                "shapes": "tuple(shape(a) for a in args)",
                "dtypes": "tuple(dtype(a) for a in args)",
            }
        for k, name in enumerate(arrays):
            self.sources |= {
                name: f"args[{k}]",
                f"{name}_shape": f"shape(args[{k}])",
                f"{name}_dtype": f"dtype(args[{k}])",
            }

    def kept(self, names: Sequence[str], owner: str) -> tuple[str, ...]:
        """Those of `names` that must be saved (static parameters are with the step already).

        Raises:
            ArgumentError: A rule reads a name that nobody provides.
        """
        unknown = [n for n in names if n not in self.sources and n not in self.static]
        if unknown:
            known = ", ".join([*self.sources, *self.static])
            raise ArgumentError(f"{owner}: a rule reads an unknown name", given=unknown[0], expected=f"one of {known}")
        return tuple(n for n in names if n in self.sources)


def adapt(function: Callable[..., Any], names: Sequence[str], saves: Sequence[str]) -> Pull:
    """Turn `function(g, *named)` into `pull(g, saved, params)`.

    The adapter is one generated lambda, because a loop over names would cost more than most rules. It carries its own
    text, so that a sweep can splice the rule into a longer function (`spelling`).

    Example:
        >>> adapt(lambda g, x, k: g * x + k, ("x", "k"), ("x",))(2, (3,), {"k": 1})
        7
    """
    places = {n: f"saved[{list(saves).index(n)}]" if n in saves else f"params[{n!r}]" for n in names}
    if isinstance(function, Inline):
        text, scope = function.expression.format(**places), function.scope
    else:
        text, scope = f"function({', '.join(['g', *places.values()])})", {"function": function}
    pull = eval(f"lambda g, saved, params: {text}", dict(scope))
    pull.__dict__["spelling"] = text, scope
    return pull


def spelling(pull: Pull) -> tuple[str, dict[str, Any]]:
    """A rule as an expression in `g`, `saved` and `params`, and what else the expression refers to.

    Example:
        >>> spelling(adapt(lambda g, x: g * x, ("x",), ("x",)))[0]
        'function(g, saved[0])'
    """
    return getattr(pull, "spelling", ("pull(g, saved, params)", {"pull": pull}))


def saver(
    saves: Sequence[str], needed: Sequence[str], sources: dict[str, str], scope: dict[str, Any]
) -> Callable[..., Any]:
    """A function `(args, out) -> saved`, with None in the place of what is not needed. Generated, as in `adapt`.

    Example:
        >>> saver(("x", "out"), ("out",), {"x": "args[0]", "out": "out"}, {})((1,), 5)
        (None, 5)
    """
    items = "".join(f"{sources[n] if n in needed else None}, " for n in saves)
    return eval(f"lambda args, out: ({items})", scope)
