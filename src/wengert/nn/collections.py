"""Modules and parameters under names or numbers: ModuleDict, ParameterDict, ParameterList.

Knows that entries are attributes, so that their names are those of `state_dict`. What is done with them is up to the
module that holds the collection.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any

from wengert.errors import ArgumentError
from wengert.nn.containers import checked
from wengert.nn.module import Module
from wengert.nn.parameter import Parameter


class _Named(Module):
    """Entries under names, in the order in which they came."""

    def _entry(self, value: Any) -> Any:
        """The value as it is kept; anything else than an entry is refused."""
        raise AssertionError("stated by each collection")

    def _entries(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in self.__dict__["_roles"]}

    def __len__(self) -> int:
        return len(self._entries())

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries())

    def __contains__(self, name: object) -> bool:
        return name in self._entries()

    def __getitem__(self, name: str) -> Any:
        return self._entries()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if not name or "." in name or (name not in self and hasattr(self, name)):
            raise ArgumentError(
                f"{type(self).__name__}: no name for an entry",
                given=repr(name),
                expected="a name without dots that the class does not use itself",
            )
        setattr(self, name, self._entry(value))

    def __delitem__(self, name: str) -> None:
        self._entries()[name]
        delattr(self, name)

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._entries().keys()

    def values(self) -> ValuesView[Any]:
        """The entries."""
        return self._entries().values()

    def items(self) -> ItemsView[str, Any]:
        """Names and entries."""
        return self._entries().items()

    def update(self, entries: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Add entries, or replace those of the same names."""
        for name, value in dict(entries).items():
            self[name] = value

    def pop(self, name: str) -> Any:
        """Remove an entry and return it."""
        value = self[name]
        del self[name]
        return value

    def clear(self) -> None:
        """Remove all entries."""
        for name in list(self):
            del self[name]


class ModuleDict(_Named):
    """Modules under names; what is done with them is up to the module that holds the dictionary.

    Args:
        modules: The modules by name.

    Raises:
        ArgumentError: Something is no module, or a name cannot be used.

    Example:
        >>> from wengert.nn import Linear
        >>> heads = ModuleDict({"mean": Linear(2, 1), "scale": Linear(2, 1)})
        >>> [name for name, _ in heads.named_parameters()]
        ['mean.weight', 'mean.bias', 'scale.weight', 'scale.bias']
    """

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] = ()) -> None:
        super().__init__()
        self.update(modules)

    def _entry(self, value: Any) -> Any:
        return checked(value, "ModuleDict")


class ParameterDict(_Named):
    """Parameters under names; arrays and tensors become parameters.

    Args:
        parameters: The parameters by name.

    Raises:
        ArgumentError: A name cannot be used.
        DtypeError: A value holds no floating numbers.

    Example:
        >>> scales = ParameterDict({"in": [1.0, 2.0], "out": [3.0]})
        >>> scales["in"].requires_grad, list(scales.state_dict())
        (True, ['in', 'out'])
    """

    def __init__(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.update(parameters)

    def _entry(self, value: Any) -> Any:
        return value if isinstance(value, Parameter) else Parameter(value)


class ParameterList(Module):
    """Parameters in a list; arrays and tensors become parameters.

    Args:
        values: The parameters.

    Raises:
        DtypeError: A value holds no floating numbers.

    Example:
        >>> weights = ParameterList([np.ones(2), np.ones(3)])
        >>> len(weights), list(weights.state_dict())
        (2, ['0', '1'])
    """

    def __init__(self, values: Iterable[Any] = ()) -> None:
        super().__init__()
        self.extend(values)

    def _at(self, index: int) -> str:
        if not -len(self) <= index < len(self):
            raise IndexError(f"index {index} in a ParameterList of {len(self)}")
        return str(index % len(self))

    def __len__(self) -> int:
        return len(self.__dict__["_roles"])

    def __iter__(self) -> Iterator[Any]:
        return (getattr(self, name) for name in self.__dict__["_roles"])

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return ParameterList(list(self)[index])
        return getattr(self, self._at(index))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self._at(index), value if isinstance(value, Parameter) else Parameter(value))

    def append(self, value: Any) -> ParameterList:
        """Add a parameter at the end; returns the list."""
        setattr(self, str(len(self)), value if isinstance(value, Parameter) else Parameter(value))
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Add parameters at the end; returns the list."""
        for value in values:
            self.append(value)
        return self
