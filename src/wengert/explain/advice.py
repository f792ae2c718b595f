"""Advice: what is known of every activation, loss, optimizer, normalization and penalty, as tables.

Knows where each room keeps its advice, and nothing that is not written there. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wengert.explain.table import Column, Row, Table
from wengert.losses import LOSSES
from wengert.nn.activation.catalogue import NOTES
from wengert.optim import ADVICE, OPTIMIZERS


def _table(name: str, title: str, columns: Iterable[tuple[str, str]], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(name, title, [Column(*column) for column in columns], [Row(row) for row in rows])


def activations() -> Table:
    """Activations: use, what speaks for and against them, their values and slopes.

    Example:
        >>> table = activations()
        >>> table.cell("ReLU", "slopes")
        '0 to 1'
    """
    between = lambda pair: f"{pair[0]:g} to {pair[1]:g}".replace("inf", "∞").replace("-", "−")
    rows = [
        (name, note.use, note.advantages, note.disadvantages, between(note.values), between(note.slopes), note.output)
        for name, note in NOTES.items()
    ]
    columns = ("activation", "use", "advantages", "disadvantages", "values", "slopes", "as an output")
    return _table("activations", "Activations", [(c, "symbol" if c == "activation" else "text") for c in columns], rows)


def losses() -> Table:
    """Losses: task, formula, first signal, what speaks for and against them, output Hessian.

    Example:
        >>> "outliers" in losses().cell("huber", "task")
        True
    """
    rows = [
        (name, f.task, f.formula, f.seed, f.hessian, f.activation, f.strengths, f.weaknesses, f.source)
        for name, f in ((name, loss.facts) for name, loss in LOSSES.items())
    ]
    columns = [("loss", "symbol"), ("task", "text"), ("formula", "formula"), ("seed", "formula")]
    columns += [("Hessian", "formula"), ("last layer", "text"), ("strengths", "text"), ("weaknesses", "text")]
    return _table("losses", "Losses", [*columns, ("source", "text")], rows)


def optimizers() -> Table:
    """Optimizers: use, what speaks for and against them, memory.

    Example:
        >>> optimizers().cell("sgd", "memory")
        '0'
    """
    rows = [
        (name, ADVICE[name].use, ADVICE[name].strengths, ADVICE[name].weaknesses, f"{ADVICE[name].memory:g}")
        for name in OPTIMIZERS
    ]
    columns = ("optimizer", "use", "strengths", "weaknesses", "memory")
    table = _table("optimizers", "Optimizers", [(c, "symbol" if c == "optimizer" else "text") for c in columns], rows)
    table.notes = ["memory: numbers of state kept for each number of a parameter"]
    return table


def normalizations() -> Table:
    """Normalization layers: over which axes statistics are taken, what is learned, what differs in inference.

    References:
        Ioffe & Szegedy (2015); Ba, Kiros & Hinton (2016); Ulyanov, Vedaldi & Lempitsky (2016); Wu & He (2018); Zhang &
        Sennrich (2019).

    Example:
        >>> normalizations().cell("LayerNorm", "statistics over")
        'the features of one sample'
    """
    common = "(z − μ) / √(σ² + ε), then γ · ẑ + β"
    rows = [
        ("BatchNorm", common, "the batch (and places), for each channel", "running averages", "large batches, images"),
        ("LayerNorm", common, "the features of one sample", "the same", "transformers, recurrent nets, any batch size"),
        ("GroupNorm", common, "a group of channels of one sample", "the same", "images in small batches"),
        ("InstanceNorm", common, "the places of one channel of one sample", "the same", "style, contrast of images"),
        ("RMSNorm", "z / √(mean z² + ε), then γ · ẑ", "the features of one sample", "the same", "transformers"),
    ]
    columns = [("layer", "symbol"), ("equation", "formula"), ("statistics over", "text"), ("in inference", "text")]
    return _table("normalizations", "Normalization layers", [*columns, ("use", "text")], rows)


def penalties() -> Table:
    """Penalties on weights: what they add to the loss and to the gradient.

    Example:
        >>> penalties().cell("L2", "adds to the gradient")
        'λ w'
    """
    rows = [
        ("L2", "(λ/2) Σ w²", "λ w", "shrinks every weight in proportion; none becomes 0"),
        ("L1", "λ Σ |w|", "λ sign w, anything in [−λ, λ] at 0", "small weights become 0 exactly, by proximal steps"),
        ("Lp", "(λ/p) Σ |w|ᵖ", "λ sign(w) |w|ᵖ⁻¹", "p > 2 minds large weights, p < 2 small ones; p < 1 is not convex"),
        ("ElasticNet", "λ₁ Σ |w| + (λ₂/2) Σ w²", "λ₁ sign w + λ₂ w", "zeros, and groups of like weights together"),
        ("GroupLasso", "λ Σ √n ‖w‖, over groups of n", "λ √n w / ‖w‖", "whole groups become 0"),
    ]
    columns = [("penalty", "symbol"), ("adds to the loss", "formula"), ("adds to the gradient", "formula")]
    return _table("penalties", "Penalties on weights", [*columns, ("effect", "text")], rows)


ADVICE_TABLES: dict[str, Callable[[], Table]] = {
    "activations": activations,
    "losses": losses,
    "optimizers": optimizers,
    "normalizations": normalizations,
    "penalties": penalties,
}
