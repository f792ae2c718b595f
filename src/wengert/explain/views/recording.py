"""Recording: training and inference side by side, in this program's own numbers.

Knows that recording and the mode of layers are two switches: `no_grad` stops recording, `eval()` switches layers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from wengert.arrays.dtypes import dtype_of
from wengert.explain.subject import Subject
from wengert.explain.table import Column, Row, Table
from wengert.trace.lines import STEP

_SWITCHED = ("Dropout", "BatchNorm", "AlphaDropout", "DropPath", "StochasticDepth", "SyncBatchNorm")


def recording(subject: Subject) -> Table:
    """What is recorded and kept in training, and what inference does without."""
    lines = [line for line in subject.trace.lines if line.role == STEP]
    tracked = sum(line.tracked for line in lines)
    saved = subject.trace.saved()
    parameters = sum(int(np.prod(np.shape(x.value), dtype=np.int64)) for x in subject.parameters)
    gradients = sum(np.size(x.value) * dtype_of(x.value).itemsize for x in subject.parameters)
    switched = _switched(subject)
    flops = subject.digits.number(subject.flops)
    steps, running = f"{len(lines)} steps", f"as in eval(): {switched}" if switched else "none here"
    rows = [
        ("forward pass", steps, f"{steps}, the same formulas", f"{flops} operations in both"),
        ("recorded steps", str(tracked), "0", "a step is recorded when an argument is tracked and recording is on"),
        ("graph", "built anew in every forward pass", "none", "control flow may differ from pass to pass"),
        ("saved for the backward pass", f"{saved.total} bytes", "0 bytes", "what the rules will read"),
        ("results held", f"{saved.total} bytes and more", f"{saved.inference} bytes", "freed after their last use"),
        ("backward pass", "last step to first", "none", "loss.backward() or wg.grad"),
        ("gradients", f"{gradients} bytes in .grad", "none", "one for each parameter, of its shape"),
        ("parameters", f"{parameters}, updated", f"{parameters}, only read", ""),
        ("layers that change with the mode", switched or "none here", running, "dropout off, running averages used"),
        ("switch for recording", "on by default", "wg.no_grad()", "leaves layers as they are"),
        ("switch for layers", "model.train()", "model.eval()", "leaves recording as it is"),
    ]
    columns = [Column("aspect", "symbol"), Column("training"), Column("inference"), Column("remark")]
    notes = ["no_grad alone stops recording; eval() alone only switches layers: inference takes both"]
    return Table("recording", "Training and inference", columns, [Row(row) for row in rows], notes, subject.digits)


def _switched(subject: Subject) -> str:
    found: dict[str, Any] = {}
    for path, module in subject.program.modules.items():
        word = type(module).__name__
        if word.startswith(_SWITCHED):
            found[path] = word
    return ", ".join(f"{path} ({word})" for path, word in list(found.items())[:6])
