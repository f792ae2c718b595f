"""Optimizer: the shell that PyTorch users know, around a pure update.

Knows parameters, their gradients, groups with options of their own, the state of each parameter, and what is put around
the method: links for all gradients, wrappers, and followers of the parameters. Knows no method: a subclass says which
links its options stand for. Everything that changes is a tensor that is rebound, learning rates and counters included,
so a step compiles and a schedule does not compile it again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Protocol, Self

from wengert import tree
from wengert.compile.revision import revision
from wengert.compile.state import Again
from wengert.errors import ArgumentError
from wengert.nn import Parameter
from wengert.nn.state import load
from wengert.optim.counts import Count, Counts
from wengert.optim.group import Group, groups_of, parameters_of
from wengert.optim.update import Update, chain
from wengert.optim.whole import Whole
from wengert.step import mode
from wengert.tensor import Tensor


class Follower(Protocol):
    """What watches the parameters from step to step: an average of the weights is one."""

    def update(self) -> None:
        """Take notice of the parameters as they are after a step."""
        ...

    def state_tensors(self) -> list[Tensor]:
        """Its state."""
        ...


class Optimizer:
    """Base of the shells; subclasses define `rule`.

    Args:
        params: Parameters, a module, or groups: dicts with `params` and options of their own.
        options: Options of groups that do not say otherwise.

    Attributes:
        param_groups: The groups; `group["params"]` lists parameters, the rest are options.
        state: For each parameter, its state tensors by name; set their values, not them. Parameters that step together
            share the tensor that counts their steps.
        revised: Whether it raises the revision whenever its state tensors or its key change; followers may not.

    Raises:
        ArgumentError: There are no parameters, one is named twice, or an option is unknown or out of range.

    Example:
        >>> class Signed(Optimizer):
        ...     def __init__(self, params, lr=0.1):
        ...         super().__init__(params, {"lr": lr})
        ...     def rule(self, group):
        ...         signs = wg.optim.stateless(lambda g, p: wg.sign(g))
        ...         return wg.optim.chain(signs, wg.optim.scale(-group["lr"].value))
        >>> w = wg.nn.Parameter([1.0, -2.0])
        >>> optimizer = Signed([w])
        >>> (w * w).sum().backward()
        >>> optimizer.step()
        >>> w.numpy()
        array([ 0.9, -1.9])
    """

    def __init__(self, params: Any, options: dict[str, Any]) -> None:
        self.defaults = options
        self.param_groups: list[Group] = []
        self._slots: dict[Parameter, dict[str, Tensor]] = {}
        self._structures: dict[Parameter, tree.Structure] = {}
        self._counting: dict[Parameter, list[str]] = {}
        self._counts = Counts()
        self._leavers: list[int] = []
        self._inner: list[Callable[[Update, Group], Update]] = []
        self._whole = Whole()
        self._followers: list[Follower] = []
        for group in groups_of(params, type(self).__name__):
            self.add_param_group(group)

    @property
    def state(self) -> Mapping[Parameter, Mapping[str, Tensor]]:
        """For each parameter, its state tensors by name."""
        return MappingProxyType({p: MappingProxyType(slots) for p, slots in self._slots.items()})

    @property
    def revised(self) -> bool:
        """Whether it raises the revision at every change of its state tensors or its key."""
        return not self._followers

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense; subclasses define it."""
        del options

    def rule(self, group: Group) -> Update:
        """The update that the options of `group` stand for; subclasses define it.

        Raises:
            ArgumentError: This class does not.
        """
        del group
        raise ArgumentError(f"{type(self).__name__}: the optimizer defines no rule", hint="def rule(self, group): ...")

    def add_param_group(self, group: Mapping[str, Any]) -> None:
        """Take on more parameters, with options of their own.

        Args:
            group: `params`, and options that differ from the defaults.

        Raises:
            ArgumentError: A parameter is here already, or an option is unknown or out of range.
        """
        owner = type(self).__name__
        unknown = [n for n in group if n not in self.defaults and n != "params"]
        if unknown:
            raise ArgumentError(f"{owner}: unknown option", given=unknown[0], expected=", ".join(self.defaults))
        options = {**self.defaults, **group}
        self.check(options)
        params = parameters_of(group["params"], owner)
        if len({id(p) for p in (*self._slots, *params)}) < len(self._slots) + len(params):
            raise ArgumentError(f"{owner}: a parameter is given twice", given=f"{len(params)} parameters")
        self.param_groups.append(Group(options, params))
        self._settle()

    # --- what is put around the method -----------------------------------------------------------------------------

    def after(self, *links: Update) -> Self:
        """Pass the gradients of all parameters through `links` before this optimizer sees them.

        Args:
            links: Such as `clip_by_global_norm(1.0)`; each is given the list of all gradients at once, zeros where a
                parameter has none.

        Returns:
            This optimizer.

        Example:
            >>> w = wg.nn.Parameter([3.0, 4.0])
            >>> optimizer = wg.optim.SGD([w], lr=1.0).after(wg.optim.clip_by_global_norm(1.0))
            >>> (w * w).sum().backward()
            >>> optimizer.step()
            >>> w.numpy()
            array([2.4, 3.2])
        """
        return self.within(lambda method: chain(*links, method))

    def within(self, outer: Callable[..., Update], *args: Any, **options: Any) -> Self:
        """Put a wrapper around the update of all parameters: `within(accumulate, 4)` steps once for four gradients.

        Args:
            outer: Called with the update of the list of all parameters; gives the update to use instead.
            args: What `outer` is called with beside it.
            options: Keywords for `outer`.

        Returns:
            This optimizer.
        """
        wrapper = lambda method: outer(method, *args, **options)
        self._whole.outer = (*self._whole.outer, wrapper)
        return self._anew()

    def each(self, inner: Callable[[Update, Group], Update]) -> Self:
        """Put a wrapper around the rule of every group.

        Args:
            inner: Called with the rule, an update of one parameter, and its group; gives the rule to use instead.

        Returns:
            This optimizer.
        """
        self._inner.append(inner)
        return self._anew()

    def follow(self, *followers: Follower) -> Self:
        """Tell `followers` after every step; their state becomes a part of the state of this optimizer.

        Args:
            followers: Such as an average of the weights.

        Returns:
            This optimizer.
        """
        self._followers.extend(followers)
        revision.up()
        return self

    def _anew(self) -> Self:
        for group in self.param_groups:
            group.settled = None
        self._settle()
        return self

    def _rule(self, group: Group) -> Update:
        rule = self.rule(group.for_rule())
        for inner in self._inner:
            rule = inner(rule, group)
        return rule

    def _settle(self) -> None:
        """State that a changed option asks for starts anew."""
        changed = [group for group in self.param_groups if group.fixed() != group.settled]
        for group in changed:
            # Only now: a rule is made with the learning rate's value, and on a device that costs more than the rest.
            self._begin(self._rule(group), group["params"])
            group.settled = group.fixed()
        if not changed and not self._leavers:
            return
        params = self._all()
        slots = [self._slots[p] for p in params]
        self._counts = Counts(slots, [self._counting[p] for p in params])
        self._counts.part(self._leavers)
        self._leavers = []
        self._surround()

    def _surround(self) -> None:
        """Tell what stands around the method where the state tensors are now."""
        revision.up()
        if self._whole.outer:
            params = self._all()
            self._whole.settle(self._rules(), params, [self._slots[p] for p in params])

    def _begin(self, method: Update, params: Sequence[Parameter]) -> None:
        """State for parameters that have none, or state of another kind; they share what counts their steps."""
        shared: dict[str, Tensor] = {}
        for p in params:
            leaves, structure = tree.flatten(method.init(p.value))
            if structure != self._structures.get(p):
                named = dict(zip(_names(structure), leaves, strict=True))
                self._counting[p] = [n for n, leaf in named.items() if type(leaf) is Count]
                own = {n: shared.setdefault(n, Tensor(named[n])) for n in self._counting[p]}
                self._slots[p] = {n: own[n] if n in own else Tensor(leaf) for n, leaf in named.items()}
                self._structures[p] = structure

    def _rules(self) -> list[Update]:
        """A rule for each parameter."""
        rules: list[Update] = []
        for group in self.param_groups:
            rules += [self._rule(group)] * len(group["params"])
        return rules

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient.

        Args:
            closure: Evaluates the loss anew and sweeps it back, if given.

        Returns:
            What `closure` returned, or None.
        """
        loss = closure() if closure is not None else None
        self._settle()
        self._let_go()
        for group in self.param_groups:
            group.advance()
        if self._whole.outer:
            self._whole.step(self._rules(), self._all())
        else:
            for group in self.param_groups:
                self._move(self._rule(group), [(p, p.grad.value) for p in group["params"] if p.grad is not None])
        for follower in self._followers:
            follower.update()
        return loss

    def _let_go(self) -> None:
        """Parameters without a gradient stand still: they stop sharing a counter with those that step.

        Raises:
            Again: Within a program that is being compiled; its state must be laid out otherwise first.
        """
        still = [p.grad is None for p in self._all()]
        if not any(still) or all(still):
            return
        self._leavers = self._counts.leavers(still)
        if self._leavers:
            if mode.compiling is not None:
                revision.up()
                raise Again
            self._settle()

    def _move(self, method: Update, pairs: Sequence[tuple[Parameter, Any]]) -> None:
        """Step with parameters and their gradients."""
        before: dict[int, Any] = {}  # what a counter was before the first who shares it stepped
        for p, g in pairs:
            slots = self._slots[p].values()
            for name in self._counting[p]:
                counter = self._slots[p][name]
                before.setdefault(id(counter), counter.value)
            state = tree.unflatten(self._structures[p], [before.get(id(t), t.value) for t in slots])
            change, state = method.step(g, state, p.value)
            p.value = p.value + change
            for slot, value in zip(slots, tree.leaves(state), strict=True):
                slot.value = value

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients.

        Args:
            set_to_none: Whether to drop them; with False they become zeros.
        """
        for p in self._all():
            if set_to_none:
                p.grad = None
            elif p.grad is not None:
                p.grad = Tensor(p.grad.value * 0)

    def _all(self) -> list[Parameter]:
        return [p for group in self.param_groups for p in group["params"]]

    def state_tensors(self) -> list[Tensor]:
        """Live options, state and parameters: what `compile` carries through a program."""
        self._settle()
        tensors: list[Tensor] = []
        for group in self.param_groups:
            tensors += group.live
        for slots in self._slots.values():
            tensors += slots.values()  # a counter that is shared comes once for each who shares it
        tensors += self._whole.shared.values()
        for follower in self._followers:
            tensors += follower.state_tensors()
        return tensors + self._all()

    def state_key(self) -> Hashable:
        """What is no tensor and decides the step: it is compiled anew when one of these changes."""
        options = [part for group in self.param_groups for part in (*group.fixed(), group.schedule)]
        return type(self), *options, *self._inner, *self._whole.outer, *self._followers, self._counts.layout

    # --- saving ----------------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """State and options in PyTorch's layout: `state` by index of the parameter, and `param_groups`."""
        index = {id(p): k for k, p in enumerate(self._all())}
        groups = [group.plain() | {"params": [index[id(p)] for p in group["params"]]} for group in self.param_groups]
        state = {index[id(p)]: {n: Tensor(t.value) for n, t in slots.items()} for p, slots in self._slots.items()}
        saved = {"state": {k: slots for k, slots in state.items() if slots}, "param_groups": groups}
        around = {n: Tensor(t.value) for n, t in self._around().items()}
        return saved | {"around": around} if around else saved

    @contextmanager
    def separate(self) -> Generator[None, None, None]:
        """Within the block no two parameters share a state tensor, so that all can be saved or set one by one."""
        self._settle()
        with self._counts.apart():
            yield
        self._surround()

    def _around(self) -> dict[str, Tensor]:
        """State that belongs to no single parameter, by name."""
        followers = [(k, t) for k, follower in enumerate(self._followers) for t in enumerate(follower.state_tensors())]
        return self._whole.shared | {f"follower.{k}.{i}": t for k, (i, t) in followers}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take state and options from what `state_dict` gave.

        Args:
            state: State by index, and groups.

        Raises:
            ArgumentError: The groups have other parameters, or names differ; nothing was changed.
            ShapeError: Shapes differ; nothing was changed.
        """
        owner = type(self).__name__
        sizes = [len(group["params"]) for group in self.param_groups]
        given = [len(group["params"]) for group in state["param_groups"]]
        if sizes != given:
            raise ArgumentError(f"{owner}: groups of other sizes", given=given, expected=sizes)
        saved = {f"{k}.{n}": v for k, named in state["state"].items() for n, v in named.items() if v is not None}
        with self.separate():
            slots = {f"{k}.{n}": t for k, p in enumerate(self._all()) for n, t in self._slots[p].items()}
            load(slots | self._around(), saved | dict(state.get("around", {})), True, owner)
        for group, options in zip(self.param_groups, state["param_groups"], strict=True):
            for name in group:
                if name != "params" and name in options:
                    group[name] = options[name]

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for k, group in enumerate(self.param_groups):
            shown = [f"    {n}: {v}" for n, v in group.plain().items()]
            lines += [f"  group {k}: {len(group['params'])} parameters", *shown]
        return "\n".join([*lines, ")"])


def _names(structure: tree.Structure) -> list[str]:
    """A name for each state tensor: the field alone where that says which one is meant."""
    paths = tree.paths(structure)
    fields = [p.rpartition(".")[2] for p in paths]
    return fields if len(set(fields)) == len(fields) else paths
