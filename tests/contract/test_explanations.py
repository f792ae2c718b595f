"""Programs of every kind are explained in every view: no number is wrong, no form breaks.

Each program goes through the whole room.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn
from wengert.errors import WengertError

F = "float32"
ROWS = np.linspace(-1, 1, 8).reshape(4, 2).astype(F)


def regression(model, x=ROWS, y=None, **options):
    y = np.ones((len(x), 1), F) if y is None else y
    return wg.explain(model, x, target=y, loss=losses.MSELoss(), lr=0.1, **options)


def frozen():
    model = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
    model[0].requires_grad_(False)
    return model


PROGRAMS = {
    "complex number": lambda: wg.explain(lambda z: wg.abs(z) ** 2, 1 + 2j),
    "complex array": lambda: wg.explain(lambda z: wg.sum(wg.real(z * z)), np.array([1 + 2j, 3.0])),
    "integer": lambda: wg.explain(lambda x, n: x**n, 2.0, 3),
    "indices": lambda: wg.explain(lambda x, i: wg.sum(x[i]), np.arange(4.0), np.array([0, 2])),
    "choice": lambda: wg.explain(lambda x: wg.where(x > 0, x, 0.1 * x), -2.0),
    "loop": lambda: wg.explain(lambda x: wg.scan(lambda c, t: (c * t, c), x, np.ones(3))[0], 2.0),
    "detached": lambda: wg.explain(lambda x: x * wg.stop_gradient(x), 2.0),
    "containers": lambda: wg.explain(lambda p: wg.sum(p["w"] * 2) + p["b"], {"w": np.ones(2), "b": 1.0}),
    "nothing done": lambda: wg.explain(lambda x: x, 2.0),
    "inner gradient": lambda: wg.explain(lambda x: wg.grad(lambda y: y**3)(x), 2.0),
    "tuple": lambda: wg.explain(lambda a: wg.sum(wg.svd(a)[1]), np.array([[2.0, 1.0], [0.0, 1.0]])),
    "not a number": lambda: wg.explain(lambda x: wg.log(x), -1.0),
    "infinity": lambda: wg.explain(lambda x: 1 / x, 0.0),
    "nothing in it": lambda: wg.explain(lambda x: wg.sum(x), np.zeros((0, 3))),
    "tokens": lambda: wg.explain(
        nn.Sequential(nn.Embedding(5, 3), nn.Linear(3, 2)),
        np.array([1, 2]),
        target=np.array([0, 1]),
        loss=losses.CrossEntropyLoss(),
    ),
    "recurrence": lambda: wg.explain(lambda m, x: wg.sum(m(x)[0]), nn.LSTM(2, 3), ROWS.reshape(4, 1, 2)),
    "attention": lambda: regression(
        nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), np.ones((1, 3, 4), F), np.zeros((1, 3, 4), F)
    ),
    "frozen layer": lambda: regression(frozen()),
    "normalization": lambda: regression(nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.ReLU(), nn.Linear(2, 1))),
    "learned slope": lambda: regression(nn.Sequential(nn.Linear(2, 2), nn.PReLU(), nn.Linear(2, 1))),
    "two penalties": lambda: regression(
        nn.Linear(2, 1, bias=False), penalties=[wg.optim.regularizers.L1(0.1), wg.optim.regularizers.L2(0.1)]
    ),
    "images": lambda: wg.explain(
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 2)),
        np.linspace(0, 1, 32).reshape(2, 1, 4, 4).astype(F),
        target=np.array([0, 1]),
        loss=losses.CrossEntropyLoss(),
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_view_in_every_form(name):
    wg.manual_seed(0)
    e = PROGRAMS[name]()
    shown = 0
    for view in e.views.values():
        try:
            table = view()
        except WengertError:  # this view is not of such programs
            continue
        shown += 1
        for form in (
            str(table),
            table.to_markdown(),
            table.to_latex(),
            table.to_html(),
            table.to_csv(),
            table.to_json(),
        ):
            assert form
        checks = [c for row in table for c in row.cells if hasattr(c, "agrees")]
        assert all(c.agrees is not False for c in checks), f"{table}"
    assert shown >= 8
