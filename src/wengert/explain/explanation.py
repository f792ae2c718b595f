"""Explanation: one object from which every view, form and drawing of a recorded program is made.

Knows the views by name and their order. Knows no rule and no markup; each method is a view in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from wengert.errors import ArgumentError, WengertError
from wengert.explain import document, passes
from wengert.explain.drawings import Drawing
from wengert.explain.drawings.stages import graph_of_stages
from wengert.explain.entry import Entry
from wengert.explain.page import explained, save_page
from wengert.explain.stage import Stage
from wengert.explain.subject import Subject
from wengert.explain.table import Table
from wengert.explain.views import (
    branches,
    chronological,
    equations,
    errors,
    gradients,
    hierarchy,
    jacobians,
    memory,
    products,
    recording,
    second,
    seeds,
    steps,
    summary,
    traces,
    update,
)
from wengert.trace import Trace

_LARGE, _WORK = 120, 1e8  # stages, operations; beyond it the overview goes by modules


class Explanation:
    """What a program did, step by step: made by `wg.explain`.

    Args:
        subject: The list in stages, with adjoints and symbols.
        lr: The learning rate for views of the update; None when none was given.
        scope: The module whose steps are shown; empty for everything.

    Example:
        >>> import wengert as wg
        >>> wg.explain(lambda x: wg.sin(x) * x, 2.0)
        <explanation of y: 2 stages, 2 recorded steps, 1 parameter>
        views: forward, compact, backward, gradients, accumulation, adjoint, jacobians, products, memory, update,
        second_order, recording
    """

    def __init__(self, subject: Subject, lr: float | None = None, scope: str = "") -> None:
        self.subject = subject
        self.lr = lr
        self.scope = scope

    # --- what it is made from --------------------------------------------------------------------------------------

    @property
    def trace(self) -> Trace:
        """The Wengert list behind everything."""
        return self.subject.trace

    @property
    def stages(self) -> Sequence[Stage]:
        """The stages that are shown."""
        inside = lambda s: s.scope == self.scope or s.scope.startswith(f"{self.scope}.")
        return self.subject.stages if not self.scope else [s for s in self.subject.stages if inside(s)]

    @cached_property
    def forward_entries(self) -> list[Entry]:
        """The steps of the forward pass, in order."""
        return passes.forward(self.subject, self.stages)

    @cached_property
    def backward_entries(self) -> list[Entry]:
        """The steps of the backward pass, in order."""
        return passes.backward(self.subject, self.stages)

    @property
    def entries(self) -> list[Entry]:
        """Forward and backward steps; the number of a step is its place, from 1."""
        return [*self.forward_entries, *self.backward_entries]

    @property
    def large(self) -> bool:
        """Whether an overview goes by modules, because steps would fill pages."""
        return not self.scope and (len(self.stages) > _LARGE or self.subject.flops > _WORK)

    def __getitem__(self, name: str) -> Any:
        """The number or array of a quantity, by its symbol as printed or typed: `e["z1"]`, `e["dL/dW1"]`.

        Raises:
            ArgumentError: There is none of that name.
        """
        for table in (self.forward, self.backward, self.gradients):
            try:
                return table().value(name)
            except ArgumentError:
                continue
        known = ", ".join(e.symbol for e in self.entries)
        raise ArgumentError("explain: no quantity of that name", given=name, expected=known[:400])

    def open(self, path: str) -> Explanation:
        """The steps of one module: the same explanation, of this part alone.

        Args:
            path: As `summary` names it, such as `model.blocks.0`; `model.` may be left out.

        Raises:
            ArgumentError: No step was made in such a module.
        """
        for scope in (path, f"model.{path}"):
            opened = Explanation(self.subject, self.lr, scope)
            if opened.stages:
                return opened
        known = ", ".join(dict.fromkeys(s.scope for s in self.subject.stages if s.scope))
        raise ArgumentError("explain: no step was made in that module", given=path, expected=known[:400])

    # --- both passes -----------------------------------------------------------------------------------------------

    def summary(self) -> Table:
        """One row for each module: output, signal, parameters, cost; `open` shows its steps."""
        return summary.summary(self.subject, self.scope)

    def tangent(self, *seeds: Any) -> Table:
        """The list beside its tangents along the seeds, one for each argument."""
        return traces.tangent(self.trace, seeds, self.subject.digits)

    def adjoint(self) -> Table:
        """The list beside its adjoints, in the order of the reverse sweep."""
        return traces.adjoint(self.trace, self.subject.seed, self.subject.digits)

    def forward(self) -> Table:
        """The forward pass: step, quantity, formula, numbers, value, and where it comes from."""
        return steps.forward(self.forward_entries, self.subject.digits, self.subject.program.network)

    def compact(self) -> Table:
        """The forward pass without its parameters, the arithmetic shown."""
        return steps.compact(self.forward_entries, self.subject.digits)

    def backward(self, first: int | None = None) -> Table:
        """The backward pass by layer, with where each value comes from and what finite differences say.

        Args:
            first: The number of its first step; the one after the forward pass when None.
        """
        return steps.backward(self.forward_entries, self.backward_entries, self.subject.digits, first)

    def chronological(self, lr: float | None = None) -> Table:
        """Forward, local derivatives, backward with the Jacobian of each layer, update, in the order of time.

        Args:
            lr: The learning rate; that of the explanation when None; without either there is no update.
        """
        rate = self.lr if lr is None else lr
        return chronological.chronological(self.subject, self.forward_entries, self.backward_entries, rate)

    def gradients(self) -> Table:
        """The gradient of every parameter, and of the inputs."""
        return gradients.gradients(self.subject)

    def accumulation(self, name: str | None = None) -> Table:
        """Where a quantity feeds several steps: each path's contribution before the sum.

        Args:
            name: The quantity; all of them when None.
        """
        wanted = None if name is None else f"∂{self.subject.end}/∂{self.subject.symbols[self.subject.line(name)]}"
        return gradients.accumulation(self.backward_entries, self.subject.digits, wanted)

    # --- update ----------------------------------------------------------------------------------------------------

    def update(self, lr: float | None = None) -> Table:
        """Each parameter as a function of η; with a learning rate the step, the new value, and a reading in words.

        Args:
            lr: η; that of the explanation when None; without either it stays open.
        """
        return update.update(self.subject, self.lr if lr is None else lr)

    def verification(self, lr: float | None = None) -> Table:
        """The forward pass after the step: every quantity before and after, and the change of the loss.

        Args:
            lr: η; that of the explanation when None.

        Raises:
            ArgumentError: There is no learning rate.
        """
        return update.verification(self.subject, self.forward_entries, self._rate("verification", lr))

    def error_form(self, lr: float | None = None) -> Table:
        """The same told with errors y − ŷ and updates with + η; arguments as for `verification`."""
        return errors.error_form(self.subject, self._rate("error_form", lr))

    def _rate(self, view: str, lr: float | None) -> float:
        rate = self.lr if lr is None else lr
        if rate is None:
            raise ArgumentError(f"{view}: needs a learning rate", given="None", hint=f"e.{view}(lr=0.1)")
        return rate

    # --- what it is made of ----------------------------------------------------------------------------------------

    def jacobians(self) -> Table:
        """The Jacobian of each layer and the same gradients by two routes; of a function, in each argument."""
        return jacobians.jacobians(self.subject)

    def hierarchy(self) -> Table:
        """What is a local derivative, a Jacobian, a delta, a gradient, and what each is for."""
        return hierarchy.hierarchy(self.subject, self.backward_entries)

    def equations(self) -> Table:
        """The four equations of backpropagation with this network's numbers."""
        return equations.equations(self.subject, self.backward_entries)

    def products(self) -> Table:
        """Every operation with the shapes of its operands, its kind and a line of code."""
        return products.products(self.subject)

    def linear_layers(self) -> Table:
        """z, δ and the gradients of W, b and a for every linear layer, in one box each."""
        return products.linear_layer(self.subject)

    def memory(self) -> Table:
        """What is saved for the backward pass: by which step, for which gradient, how many bytes."""
        return memory.memory(self.subject)

    def checkpoints(self) -> Table:
        """What checkpointing at each cut would save and cost."""
        return memory.checkpoints(self.subject)

    def recording(self) -> Table:
        """Training and inference side by side, in this program's numbers."""
        return recording.recording(self.subject)

    def seeds(self, losses: Sequence[Callable[..., Any]] | None = None, target: Any = None) -> Table:
        """Which objective sends which first signal back.

        Args:
            losses: Loss objects or functions of output and target; the four of the classic table when None.
            target: What the output is compared with; the network's own target, or 0, when None.
        """
        return seeds.seeds(self.subject, losses, target)

    def branches(self) -> Table:
        """The part of each gradient due to the data term and to each penalty."""
        return branches.branches(self.subject)

    def second_order(self, u: Any = None) -> Table:
        """The product of the Hessian with u as a second backward pass, with the scalar ∇f · u in between.

        Args:
            u: A direction: one array for each parameter, or one flat array for all; the gradient when None.
        """
        return second.second_order(self.subject, u)

    # --- all of it -------------------------------------------------------------------------------------------------

    @property
    def views(self) -> dict[str, Callable[[], Table]]:
        """The views that need no argument, by name, in the order of reading."""
        if self.scope:
            names = ["summary", "forward", "backward", "accumulation"]
        elif self.large:
            names = ["summary", "gradients", "memory", "recording"]
        else:
            names = self._names()
        return {name: getattr(self, name) for name in names}

    def _names(self) -> list[str]:
        layered = any(stage.layer for stage in self.stages)
        names = ["forward", "compact", "backward"]
        names += ["chronological"] if layered else []
        names += ["gradients", "accumulation"]
        names += ["jacobians", "hierarchy", "equations", "linear_layers"] if layered else ["adjoint", "jacobians"]
        names += ["products", "memory"]
        names += ["checkpoints"] if layered else []
        names += ["branches"] if self.subject.program.penalties else []
        names += ["update"] if self.lr is None else ["update", "verification"]
        names += ["error_form"] if layered and self.lr is not None else []
        names += ["seeds"] if layered and self.subject.program.output else []
        return [*names, "second_order", "recording", *(["summary"] if self.subject.program.network else [])]

    def tables(self) -> list[Table]:
        """Every table, in the order of reading; without those that are empty or not of this kind of program."""
        found = []
        for view in self.views.values():
            try:
                table = view()
            except WengertError:
                continue
            if len(table):
                found.append(table)
        return found

    @property
    def title(self) -> str:
        """What is explained, in one line."""
        stages, layers = len(self.stages), max((s.layer for s in self.stages), default=0)
        counts = [_many(stages, "stage"), *([_many(layers, "layer")] if layers else [])]
        counts.append(_many(sum(len(s.lines) for s in self.stages), "recorded step"))
        counts.append(_many(len(self.subject.parameters), "parameter"))
        return f"explanation of {self.scope or self.subject.end}: {', '.join(counts)}"

    def graph(self, gradients: bool = True) -> Drawing:
        """The graph of the stages under their names, with values and gradients; branches of penalties are told apart.

        Args:
            gradients: Whether boxes show the gradient of what they hold.
        """
        return Drawing(graph_of_stages(self.subject, gradients))

    def save(self, path: str | Path) -> Path:
        """Write the explanation into one file, in the form its ending says.

        `.html` is a page of its own, without network: graph and steps side by side, to play, scrub and try out, with
        all tables below. `.svg`, `.png` and `.dot` hold the graph; `.md`, `.tex`, `.csv`, `.json`, `.txt` the tables.

        Raises:
            ArgumentError: The ending is none of these.
        """
        ending = Path(path).suffix
        if ending == ".html":
            return save_page(explained(self), path)
        if ending in (".svg", ".png", ".dot"):
            return self.graph().save(path)
        return document.save(self.tables(), path, self.title)

    def __repr__(self) -> str:
        overview = [str(self.summary())] if self.large else []
        return "\n".join([f"<{self.title}>", *overview, f"views: {', '.join(self.views)}"])

    def _repr_html_(self) -> str:
        shown = ["summary"] if self.large else ["compact", "backward", "gradients"]
        tables = "".join(
            f"<details{' open' if k < 2 else ''}><summary>{escape(t.title)}</summary>{t.to_html()}</details>"
            for k, t in enumerate(getattr(self, name)() for name in shown)
        )
        return f"<p>{escape(self.title)}</p>{tables}<p>views: {escape(', '.join(self.views))}</p>"


def _many(n: int, word: str) -> str:
    return f"{n} {word}{'s' * (n != 1)}"
