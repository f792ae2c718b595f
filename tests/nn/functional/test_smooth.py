"""All activations far out, in float32, bfloat16 and float64, eager and compiled; and what the smooth ones keep."""

import numpy as np
import pytest

import wengert as wg
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError
from wengert.nn import functional as F
from wengert.tensor import value_of

ALL = {
    name: getattr(F, name)
    for name in [
        "celu",
        "elu",
        "gelu",
        "hardshrink",
        "hardsigmoid",
        "hardswish",
        "hardtanh",
        "leaky_relu",
        "log_softmax",
        "logsigmoid",
        "mish",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "softmax",
        "softmin",
        "softplus",
        "softshrink",
        "softsign",
        "tanh",
        "tanhshrink",
        "geglu",
        "glu",
        "swiglu",
    ]
}
FAR = np.array([-1e3, -90.0, -20.0, -1.5, 0.0, 1.5, 20.0, 1e3])


def everything(x, order=2):
    """Value, slope and, for order 2, second derivative of every activation."""
    out = {}
    for name, f in ALL.items():
        slope = wg.grad(lambda x, f=f: wg.sum(f(x)))
        found = [f(x), slope(x)]
        if order == 2:
            found.append(wg.grad(lambda x, s=slope: wg.sum(s(x)))(x))
        out[name] = [value_of(t) for t in found]
    return out


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_far_out_nothing_overflows_and_dtypes_stay(dtype):
    for name, found in everything(FAR.astype(dtype)).items():
        for value in found:
            assert value.dtype == dtype, name
            assert np.isfinite(value).all(), name


def test_float32_agrees_with_float64():
    exact, found = everything(FAR), everything(FAR.astype("float32"))
    for name in ALL:
        for order in range(3):
            np.testing.assert_allclose(found[name][order], exact[name][order], rtol=1e-5, atol=1e-6, err_msg=name)


def test_compiled_in_bfloat16():
    jnp = jax_numpy()
    import jax

    exact = everything(FAR, order=1)
    for name, found in jax.jit(lambda x: everything(x, order=1))(jnp.asarray(FAR, "bfloat16")).items():
        for value in found:
            assert value.dtype == "bfloat16", name
            assert np.isfinite(np.asarray(value, "float32")).all(), name
        # Values alone: a slope near 0 has no digits in bfloat16.
        np.testing.assert_allclose(np.asarray(found[0], "float64"), exact[name][0], rtol=0.03, atol=0.03, err_msg=name)


@pytest.mark.parametrize(
    ("name", "keeps"),
    [("sigmoid", "out"), ("tanh", "out"), ("softplus", "out"), ("logsigmoid", "out"), ("softmax", "out"),
     ("log_softmax", "out"), ("relu", "out"), ("gelu", "x"), ("silu", "x"), ("mish", "x"), ("softsign", "x")],
)  # fmt: skip
def test_one_array_is_kept_and_the_output_where_it_is_enough(name, keeps):
    entries = wg.trace(ALL[name], np.ones(3)).saved()
    arrays = [s for s in entries if s.nbytes]
    assert len(arrays) == 1
    assert (arrays[0].name == arrays[0].step) == (keeps == "out")


def test_softplus_with_infinite_threshold_is_the_operation():
    x = np.array([-30.0, 0.3, 21.0])
    assert F.softplus(x, threshold=np.inf).tolist() == wg.softplus(x).tolist()


def test_nonsense_is_refused():
    with pytest.raises(ArgumentError, match="beta is not positive"):
        F.softplus(1.0, 0.0)
