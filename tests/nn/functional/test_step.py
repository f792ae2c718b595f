"""The unit step: values, dtypes, batches, and the refusal of every sweep."""

import numpy as np
import pytest

import wengert as wg
from wengert.errors import GraphError
from wengert.nn.functional import unit_step

X = np.array([-1.0, 0.0, 2.0], "float32")


def test_it_is_1_at_the_threshold():
    assert unit_step(X).tolist() == [0, 1, 1]
    assert unit_step(X, 2.0).tolist() == [0, 0, 1]


def test_dtypes():
    assert unit_step(X).dtype == np.float32
    assert unit_step(X.astype("float64")).dtype == np.float64
    assert unit_step(np.arange(3)).dtype == np.float32


@pytest.mark.parametrize(
    "sweep",
    [
        lambda f: wg.grad(f)(X),
        lambda f: wg.jvp(f, (X,), (X,)),
        lambda f: wg.hessian(f)(X),
        lambda f: wg.compile(wg.grad(f))(X),
        lambda f: f(wg.tensor(X, requires_grad=True)).backward(),
    ],
    ids=["grad", "jvp", "hessian", "compiled", "backward"],
)
def test_every_sweep_is_refused(sweep):
    with pytest.raises(GraphError, match="derivative of the step was asked for"):
        sweep(lambda x: wg.sum(unit_step(x) * x))


def test_values_pass_where_nothing_is_swept():
    x = wg.tensor(X, requires_grad=True)
    with wg.no_grad():
        assert unit_step(x).tolist() == [0, 1, 1]
    (x * unit_step(x.detach())).sum().backward()
    assert x.grad.tolist() == [0, 1, 1]
    assert wg.compile(unit_step)(X).tolist() == [0, 1, 1]
    assert wg.vmap(unit_step)(np.stack([X, -X])).tolist() == [[0, 1, 1], [1, 1, 0]]
