"""Containers: modules in a row, and modules in a list.

Knows order and names. Knows no layer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn.module import Module


def checked(module: Any, owner: str) -> Module:
    """`module`, if it is one.

    Raises:
        ArgumentError: It is something else.

    Example:
        >>> checked(wg.nn.ReLU(), "Sequential")
        ReLU()
    """
    if not isinstance(module, Module):
        raise ArgumentError(
            f"{owner}: holds modules only",
            given=type(module).__name__,
            expected="a Module, such as nn.ReLU()",
            hint="a class needs calling: nn.ReLU(), not nn.ReLU" if isinstance(module, type) else None,
        )
    return module


class _Row(Module):
    """Modules under the names 0, 1, 2, ... or under given ones."""

    def _at(self, index: int) -> str:
        names = [name for name, _ in self.named_children()]
        if not -len(names) <= index < len(names):
            raise IndexError(f"index {index} in a {type(self).__name__} of {len(names)}")
        return names[index]

    def __len__(self) -> int:
        return sum(1 for _ in self.named_children())

    def __iter__(self) -> Iterator[Module]:
        return self.children()

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(*_arguments(self, list(self.children())[index]))
        return getattr(self, self._at(index))

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._at(index), checked(module, type(self).__name__))

    def append(self, module: Module) -> Any:
        """Add a module at the end; returns the container."""
        setattr(self, str(len(self)), checked(module, type(self).__name__))
        return self


def _arguments(row: _Row, modules: list[Module]) -> tuple[Any, ...]:
    return (modules,) if isinstance(row, ModuleList) else tuple(modules)


class Sequential(_Row):
    """Modules applied one after another.

    Args:
        modules: The modules, or one ordered dict from names to modules.

    Raises:
        ArgumentError: Something is no module.

    Example:
        >>> from wengert.nn import Linear, ReLU
        >>> model = Sequential(Linear(4, 3), ReLU(), Linear(3, 2))
        >>> model(np.ones((5, 4), "float32")).shape
        (5, 2)
        >>> [name for name, _ in model.named_parameters()]
        ['0.weight', '0.bias', '2.weight', '2.bias']
    """

    def __init__(self, *modules: Any) -> None:
        super().__init__()
        one = modules[0] if len(modules) == 1 else None
        named = one.items() if isinstance(one, (OrderedDict, dict)) else ((str(k), m) for k, m in enumerate(modules))
        for name, module in named:
            setattr(self, name, checked(module, "Sequential"))

    def forward(self, x: Any) -> Any:
        """Shapes: those of the first module's input -> those of the last one's output."""
        for module in self.children():
            x = module(x)
        return x


class ModuleList(_Row):
    """Modules in a list; what is done with them is up to the module that holds the list.

    Args:
        modules: The modules.

    Raises:
        ArgumentError: Something is no module.

    Example:
        >>> from wengert.nn import Linear
        >>> len(ModuleList([Linear(2, 2), Linear(2, 2)]))
        2
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__()
        self.extend(modules)

    def _become(self, modules: list[Module]) -> None:
        """Hold these modules and no others."""
        for name in [name for name, _ in self.named_children()]:
            delattr(self, name)
        self.extend(modules)

    def extend(self, modules: Iterable[Module]) -> ModuleList:
        """Add modules at the end; returns the list."""
        for module in modules:
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> None:
        """Add a module before the one at `index`; those behind get new numbers."""
        modules = list(self.children())
        modules.insert(index, checked(module, "ModuleList"))
        self._become(modules)

    def pop(self, index: int = -1) -> Module:
        """Remove a module and return it; those behind get new numbers."""
        module = self[index]
        del self[index]
        return module

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self.children())
        del modules[index]
        self._become(modules)
