"""Module: a function with parameters, and a container of other modules.

Knows which of its attributes are parameters, buffers and modules, and how to name, copy and rebuild them. Knows no
layer. A module is data: as a container it can be an argument of `grad`, and its gradient is a module of the same kind.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Self

import numpy as np

from wengert.compile.revision import revision
from wengert.errors import ArgumentError
from wengert.nn.parameter import Buffer, Parameter
from wengert.nn.state import load
from wengert.random import Generator
from wengert.tensor import Tensor
from wengert.trace.names import listening
from wengert.transforms.dynamic import requires_grad_

PARAMETER, BUFFER, MODULE = "parameter", "buffer", "module"


class _Facts(NamedTuple):
    """What a walk over a module and all below it finds: it costs more than a small network, and is asked for often.

    Attributes:
        number: The revision at which it was found.
        parameters: Each once.
        tensors: Parameters, buffers, and the state of random generators, each once.
        key: All else that decides what the module computes.
    """

    number: int
    parameters: list[Parameter]
    tensors: list[Tensor]
    key: Hashable


_known: weakref.WeakKeyDictionary[Module, _Facts] = weakref.WeakKeyDictionary()


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


class Module:
    """A function with parameters. Subclasses assign parameters and modules as attributes and define `forward`.

    Attributes:
        training: Whether the module trains; `eval()` switches layers such as Dropout to inference. Recording of steps
            has nothing to do with it.
        parameter_roles: What parameters of this class are for, by name, where their shape does not tell: see `role`.

    Example:
        >>> class Scale(Module):
        ...     def __init__(self):
        ...         super().__init__()
        ...         self.factor = Parameter(2.0)
        ...     def forward(self, x):
        ...         return self.factor * x
        >>> Scale()(3.0)
        Tensor(6., grad_fn=<MulBackward0>)
    """

    training: bool
    revised = True
    parameter_roles: Mapping[str, str] = MappingProxyType({})

    def __init__(self) -> None:
        self.__dict__["_roles"] = {}
        self.training = True

    # --- attributes ------------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        roles = self.__dict__.get("_roles")
        role = _role_of(value)
        revision.up()
        if role is not None:
            if roles is None:
                raise ArgumentError(
                    f"{type(self).__name__}: call super().__init__() before assigning parameters or modules",
                    given=f"self.{name} = {type(value).__name__}",
                )
            roles[name] = role
        elif roles is not None and name in roles and not (value is None or isinstance(value, Tensor)):
            del roles[name]
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        self.__dict__["_roles"].pop(name, None)
        revision.up()
        super().__delattr__(name)

    def register_buffer(self, name: str, value: Any) -> None:
        """Own a tensor that is saved but not trained; the same as assigning a `Buffer`."""
        setattr(self, name, value if value is None else Buffer(value))

    def register_parameter(self, name: str, value: Parameter | None) -> None:
        """Own a parameter; the same as assigning it. None says that there is none of this name."""
        setattr(self, name, value)

    def add_module(self, name: str, module: Module | None) -> None:
        """Own a module; the same as assigning it."""
        setattr(self, name, module)

    def _own(self, role: str) -> Iterator[tuple[str, Any]]:
        """Attributes of one role, in the order of their first assignment."""
        for name, kind in self.__dict__["_roles"].items():
            if kind == role and (value := self.__dict__.get(name)) is not None:
                yield name, value

    # --- walking ---------------------------------------------------------------------------------------------------

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules right below, with their names."""
        return self._own(MODULE)

    def children(self) -> Iterator[Module]:
        """The modules right below."""
        return (module for _, module in self.named_children())

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all below it with dotted names, each once, outer before inner."""
        seen: set[int] = set()
        stack: list[tuple[str, Module]] = [(prefix, self)]
        while stack:
            name, module = stack.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield name, module
            below = [(f"{name}.{n}" if name else n, child) for n, child in module.named_children()]
            stack += reversed(below)

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def _named(self, role: str, prefix: str, recurse: bool) -> Iterator[tuple[str, Any]]:
        seen: set[int] = set()
        for path, module in self.named_modules(prefix) if recurse else [(prefix, self)]:
            for name, value in module._own(role):
                if id(value) not in seen:
                    seen.add(id(value))
                    yield (f"{path}.{name}" if path else name), value

    def named_parameters(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Parameter]]:
        """Parameters with dotted names; one that is shared appears once, under its first name."""
        return self._named(PARAMETER, prefix, recurse)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Parameters, each once."""
        return iter(self._facts().parameters) if recurse else (p for _, p in self.named_parameters(recurse=False))

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Buffer]]:
        """Buffers with dotted names, each once."""
        return self._named(BUFFER, prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Buffer]:
        """Buffers, each once."""
        return (b for _, b in self.named_buffers(recurse=recurse))

    # --- as a container --------------------------------------------------------------------------------------------

    def tree_children(self) -> dict[str, Any]:
        """Parameters and modules by name: what `grad` differentiates by.

        A parameter that several modules share stands in each of its places, and has there the share of the derivative
        that comes from that place; `backward()` adds these up in its one `.grad`.
        """
        roles = self.__dict__["_roles"]
        return {n: v for n, r in roles.items() if r != BUFFER and (v := self.__dict__.get(n)) is not None}

    def tree_rebuild(self, children: dict[str, Any]) -> Self:
        """A copy of this module with other parameters and modules; buffers and everything else are shared."""
        new = object.__new__(type(self))
        new.__dict__.update(self.__dict__)
        new.__dict__["_roles"] = dict(self.__dict__["_roles"])
        new.__dict__.update(children)
        return new

    def state_tensors(self) -> list[Tensor]:
        """Parameters, buffers, and the state of random generators below: what `compile` carries through a program."""
        return self._facts().tensors

    def state_key(self) -> Hashable:
        """All else that decides what the module computes: its layers, whether they train, their plain attributes."""
        return self._facts().key

    def _facts(self) -> _Facts:
        """Found again after any module anywhere has changed."""
        known = _known.get(self)
        if known is None or known.number != revision.number:
            known = _known[self] = self._found(revision.number)
        return known

    def _found(self, number: int) -> _Facts:
        tensors: dict[int, Tensor] = {}
        key: list[Hashable] = []
        for module in self.modules():
            key.append(type(module))
            for name, value in vars(module).items():
                state = value.state_tensors() if isinstance(value, Generator) else [value]
                tensors |= {id(t): t for t in state if isinstance(t, Tensor)}
                if not isinstance(value, (Tensor, Module, Generator)) and _is_hashable(value):
                    key.append((name, type(value), value))
        return _Facts(number, [p for _, p in self.named_parameters()], list(tensors.values()), tuple(key))

    # --- state -----------------------------------------------------------------------------------------------------

    def state_dict(self, prefix: str = "") -> dict[str, Tensor]:
        """Parameters and buffers as constants under their dotted names; a shared one under each of its names."""
        return {name: Tensor(t.value) for name, t in self.named_tensors(prefix).items()}

    def load_state_dict(self, state: dict[str, Any], strict: bool = True) -> tuple[list[str], list[str]]:
        """Take parameters and buffers from arrays or tensors, each cast to the dtype it has here.

        Args:
            state: Arrays by dotted name, as `state_dict` gives them.
            strict: Whether every name must be present and known.

        Returns:
            Names that were missing, and names that nobody here has.

        Raises:
            ArgumentError: Names are missing or unknown; nothing was changed.
            ShapeError: Shapes differ; nothing was changed.
        """
        return load(self.named_tensors(), state, strict, type(self).__name__)

    def named_tensors(self, prefix: str = "") -> dict[str, Tensor]:
        """The parameters and buffers themselves under the names of `state_dict`."""
        out: dict[str, Tensor] = {}
        for role in (PARAMETER, BUFFER):
            out |= {f"{prefix}{name}": value for name, value in self._own(role)}
        for name, module in self.named_children():
            out |= module.named_tensors(f"{prefix}{name}.")
        return out

    def train(self, mode: bool = True) -> Self:
        """Switch this module and all below it to training, or with False to inference."""
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """Switch this module and all below it to inference."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze all parameters with False; thaw them with True."""
        for p in self.parameters():
            requires_grad_(p, requires_grad)
        return self

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to None."""
        for p in self.parameters():
            p._grad = None

    def to(self, dtype: Any) -> Self:
        """Cast floating parameters and buffers, in place; gradients are dropped."""
        for t in (*self.parameters(), *self.buffers()):
            if t.dtype.kind == "f" or isinstance(t, Parameter):
                trained = t.requires_grad
                t.step = None
                t.value = t.value.astype(np.dtype(dtype))
                t._grad = None
                requires_grad_(t, trained)
        return self

    def apply(self, function: Callable[[Module], Any]) -> Self:
        """Call `function` with every module, inner before outer."""
        for module in reversed(list(self.modules())):
            function(module)
        return self

    # --- calling ---------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **options: Any) -> Any:
        """What `forward` gives."""
        entered = listening.entered
        if entered is None:
            return self.forward(*args, **options)
        entered.append(self)
        try:
            return self.forward(*args, **options)
        finally:
            entered.pop()

    def forward(self, *args: Any, **options: Any) -> Any:
        """What the module computes; subclasses define it.

        Raises:
            ArgumentError: This class does not.
        """
        del args, options
        raise ArgumentError(f"{type(self).__name__}: the module defines no forward", hint="def forward(self, x): ...")

    def extra_repr(self) -> str:
        """What stands between the parentheses of the printed module."""
        return ""

    def __repr__(self) -> str:
        lines = [f"({name}): {module!r}".replace("\n", "\n  ") for name, module in self.named_children()]
        if not lines:
            return f"{type(self).__name__}({self.extra_repr()})"
        head = f"{type(self).__name__}({self.extra_repr()}"
        return "\n  ".join([head, *lines]) + "\n)"


def _role_of(value: Any) -> str | None:
    if isinstance(value, Parameter):
        return PARAMETER
    if isinstance(value, Buffer):
        return BUFFER
    return MODULE if isinstance(value, Module) else None
