"""Scopes: inside which modules a step was made.

Knows modules only as objects that can name the modules below them. Knows no layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Named(Protocol):
    """An object with modules below it, itself included under the empty name."""

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Any]]:
        """Dotted names and modules."""
        ...


class Scopes:
    """Names the place of a step: the dotted path of the innermost module that was being called.

    Attributes:
        entered: The modules being called, outermost first. Modules write here themselves.
    """

    def __init__(self) -> None:
        self.entered: list[Any] = []
        self._tops: list[tuple[str, Any]] = []
        self._paths: dict[int, str] = {}
        self._alive: list[Any] = []

    def know(self, around: Iterable[tuple[str, Any]]) -> None:
        """Be told what the recorded function sees: modules among it keep these names, others go by their class."""
        self._tops = [(name, m) for name, m in around if isinstance(m, Named) and not isinstance(m, type)]

    def here(self) -> str:
        """The path of the innermost module; empty outside of all modules."""
        if not self.entered:
            return ""
        module = self.entered[-1]
        if id(module) not in self._paths:
            self._learn(self.entered[0], module)
        return self._paths[id(module)]

    def _learn(self, outermost: Any, module: Any) -> None:
        top = next((name for name, m in self._tops if m is outermost), type(outermost).__name__.lower())
        known = outermost.named_modules(top) if isinstance(outermost, Named) else ()
        for path, below in (*known, (type(module).__name__.lower(), module)):
            self._paths.setdefault(id(below), path)
            self._alive.append(below)
