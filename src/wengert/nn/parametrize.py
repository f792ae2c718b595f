"""Parameters as functions of others: a layer's weight computed from what is trained instead, whenever it is read.

Knows how a computed attribute takes the place of a parameter, and how it is undone. Knows no particular function.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from wengert.errors import ArgumentError, ShapeError
from wengert.nn.collections import ModuleDict
from wengert.nn.containers import checked
from wengert.nn.module import Module
from wengert.nn.parameter import Buffer, Parameter
from wengert.tensor import Tensor, tensor, value_of


class ParametrizationList(Module):
    """What stands in the place of one parameter: the originals, and the functions applied to them, first to last.

    Attributes:
        original: What is trained; `original0`, `original1`, ... where the first function takes several.
    """

    def __init__(self, first: Module, value: Tensor, role: str | None) -> None:
        super().__init__()
        inverse = getattr(first, "right_inverse", None)
        found = value if inverse is None else inverse(Tensor(value.value))
        kind = Parameter if isinstance(value, Parameter) else Buffer
        self.several = isinstance(found, (tuple, list))
        self.count = 0
        for name, x in zip(self._names(found), found if self.several else [found], strict=True):
            made = kind(x)
            if isinstance(made, Parameter) and not value.requires_grad:
                made.requires_grad_(False)
            setattr(self, name, made)
        self._say_roles(first, role)
        self.append(first)

    def _say_roles(self, first: Module, role: str | None) -> None:
        names = [name for name in vars(self)["_roles"] if name.startswith("original")]
        said = getattr(first, "original_roles", (role,) * len(names))
        known = {name: r or role for name, r in zip(names, said, strict=True)}
        self.parameter_roles = {name: r for name, r in known.items() if r}

    def _names(self, found: Any) -> list[str]:
        return [f"original{k}" for k in range(len(found))] if self.several else ["original"]

    def originals(self) -> list[Any]:
        """What is trained."""
        return [value for name, value in vars(self).items() if name.startswith("original")]

    def append(self, parametrization: Module) -> None:
        """Apply one more function, after the others."""
        setattr(self, str(self.count), parametrization)
        self.count += 1

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Any]:
        return iter([getattr(self, str(k)) for k in range(self.count)])

    def __getitem__(self, index: int) -> Any:
        return list(self)[index]

    def forward(self) -> Any:
        """The parameter: what the functions make of the originals."""
        first, *others = self
        x = first(*self.originals())
        for function in others:
            x = function(x)
        return x

    def assign(self, value: Any) -> None:
        """Give the originals values from which the functions make this one.

        Raises:
            ArgumentError: A function states no `right_inverse`.
            ShapeError: The value has another shape.
        """
        for function in reversed(list(self)):
            inverse = getattr(function, "right_inverse", None)
            if inverse is None:
                raise ArgumentError(
                    f"{type(function).__name__}: the parameter cannot be assigned",
                    expected="a method right_inverse, from the parameter to the original",
                )
            value = inverse(value)
        for original, x in zip(self.originals(), value if self.several else [value], strict=True):
            new = tensor(x, original.dtype)
            if new.shape != original.shape:
                raise ShapeError("parametrization: another shape", given=new.shape, expected=original.shape)
            original.value = new.value


@functools.cache
def _with_computed(kind: type[Module], names: tuple[str, ...]) -> type[Module]:
    """The class of modules of this kind that compute the attributes `names`; one class, so that like stays like."""

    def computed(name: str) -> property:
        return property(lambda self: self.parametrizations[name]())

    def assign(self: Module, name: str, value: Any) -> None:
        if name in names:
            self.__dict__["parametrizations"][name].assign(value)
        else:
            kind.__setattr__(self, name, value)

    body: dict[str, Any] = {name: computed(name) for name in names}
    body |= {"__setattr__": assign, "__doc__": kind.__doc__, "__module__": kind.__module__, "computes": (kind, names)}
    return type(f"Parametrized{kind.__name__}", (kind,), body)


def _computes(module: Module) -> tuple[type[Module], tuple[str, ...]]:
    """The kind a module was before, and the attributes it computes."""
    return getattr(type(module), "computes", (type(module), ()))


def _lists(module: Module) -> ModuleDict:
    return vars(module)["parametrizations"]


def parameter_of(who: str, module: Module, name: str) -> Tensor:
    """The parameter or buffer of this name, computed or not.

    Raises:
        ArgumentError: There is none.

    Example:
        >>> parameter_of("example", wg.nn.Linear(3, 2), "weight").shape
        (2, 3)
    """
    value = getattr(module, name, None)
    if not isinstance(value, Tensor):
        own = [n for n in module.named_tensors() if "." not in n]
        raise ArgumentError(
            f"{who}: {type(module).__name__} has no such parameter",
            given=repr(name),
            expected=", ".join(own) or "a module with parameters",
        )
    return value


def is_parametrized(module: Module, tensor_name: str | None = None) -> bool:
    """Whether a module computes this parameter, or any.

    Args:
        module: The module.
        tensor_name: Name of the parameter; any when None.

    Returns:
        Whether it does.

    Example:
        >>> is_parametrized(wg.nn.Linear(2, 2), "weight")
        False
    """
    names = _computes(module)[1]
    return bool(names) if tensor_name is None else tensor_name in names


def register_parametrization(module: Module, tensor_name: str, parametrization: Module) -> Module:
    """Compute a parameter from what is trained instead: wherever the module reads it, `parametrization(original)`.

    The original starts as the parameter's value, or as what `parametrization.right_inverse(value)` gives, where there
    is such a method: one tensor, or several, which `parametrization` then takes. A second parametrization of the same
    parameter is applied to the result of the first.

    Args:
        module: The module, changed in place.
        tensor_name: Name of its parameter or buffer.
        parametrization: From originals to a parameter of the same shape and dtype.

    Returns:
        The module, which now computes the parameter. Its state has `parametrizations.NAME.original` instead.

    Raises:
        ArgumentError: There is no such parameter, or the parametrization is no module.
        ShapeError: The result has another shape or dtype.

    Example:
        >>> class Positive(wg.nn.Module):
        ...     def forward(self, x):
        ...         return wg.exp(x)
        ...     def right_inverse(self, y):
        ...         return wg.log(wg.abs(y))
        >>> layer = register_parametrization(wg.nn.Linear(2, 1), "weight", Positive())
        >>> bool((layer.weight.numpy() > 0).all()), list(layer.state_dict())
        (True, ['bias', 'parametrizations.weight.original'])
    """
    checked(parametrization, "register_parametrization")
    value = parameter_of("register_parametrization", module, tensor_name)
    kind, names = _computes(module)
    if tensor_name in names:
        _must_fit(value, parametrization(value), tensor_name)
        _lists(module)[tensor_name].append(parametrization)
        return module
    made = ParametrizationList(parametrization, value, module.parameter_roles.get(tensor_name))
    _must_fit(value, made(), tensor_name)
    if not names:
        module.parametrizations = ModuleDict()
    _lists(module)[tensor_name] = made
    delattr(module, tensor_name)
    object.__setattr__(module, "__class__", _with_computed(kind, (*names, tensor_name)))
    return module


def _must_fit(value: Tensor, made: Any, name: str) -> None:
    if np.shape(value_of(made)) != value.shape or value_of(made).dtype != value.dtype:
        raise ShapeError(
            f"register_parametrization: the result is no `{name}`",
            given=f"shape {np.shape(value_of(made))}, {value_of(made).dtype}",
            expected=f"shape {value.shape}, {value.dtype}",
        )


def remove_parametrizations(module: Module, tensor_name: str, leave_parametrized: bool = True) -> Module:
    """Make a computed parameter a plain one again.

    Args:
        module: The module, changed in place.
        tensor_name: Name of the parameter.
        leave_parametrized: Whether it starts from its computed value, rather than from the original.

    Returns:
        The module.

    Raises:
        ArgumentError: The parameter is not computed; or there are several originals, none of which is it.

    Example:
        >>> layer = wg.nn.weight_norm(wg.nn.Linear(2, 1))
        >>> list(remove_parametrizations(layer, "weight").state_dict())
        ['bias', 'weight']
    """
    kind, names = _computes(module)
    if tensor_name not in names:
        raise ArgumentError("remove_parametrizations: not a computed parameter", given=tensor_name, expected=names)
    made = _lists(module)[tensor_name]
    if made.several and not leave_parametrized:
        raise ArgumentError(
            "remove_parametrizations: there are several originals",
            given=len(made.originals()),
            expected="leave_parametrized=True",
        )
    original = made.originals()[0]
    value = made() if leave_parametrized else original
    plain: Any = type(original)(Tensor(value_of(value)))
    if isinstance(plain, Parameter) and not any(o.requires_grad for o in made.originals()):
        plain.requires_grad_(False)
    left = tuple(n for n in names if n != tensor_name)
    object.__setattr__(module, "__class__", _with_computed(kind, left) if left else kind)
    del _lists(module)[tensor_name]
    if not left:
        del module.parametrizations
    setattr(module, tensor_name, plain)
    return module
