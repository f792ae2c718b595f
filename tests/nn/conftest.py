"""Comparing layers with PyTorch's: same keys, same outputs, same gradients.

Knows how a state goes over and how results are compared. Knows no layer.
"""

import numpy as np
import pytest

import wengert as wg
from wengert import tree
from wengert.tensor import Tensor, value_of

CLOSE = {"float64": 1e-10, "float32": 1e-5}


def _compare(theirs, ours, what, dtype):
    theirs = theirs.detach().numpy() if hasattr(theirs, "detach") else np.asarray(theirs)
    ours = np.asarray(value_of(ours))
    assert ours.dtype == theirs.dtype, what
    scale = max(1.0, float(np.abs(theirs).max(initial=0.0)))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=CLOSE[dtype] * scale, err_msg=what)


def _state(module):
    return {n: t.detach().numpy() for n, t in module.state_dict().items()}


class _Pair:
    """One of our layers and PyTorch's, called side by side."""

    def __init__(self, ours, theirs, dtype):
        self.torch = pytest.importorskip("torch")
        self.dtype = dtype
        self.theirs = theirs.to(getattr(self.torch, dtype))
        self.ours = ours.to(dtype)
        assert list(self.ours.state_dict()) == list(_state(self.theirs))
        self.ours.load_state_dict(_state(self.theirs))

    def call(self, *inputs, **options):
        """The outputs of both; gradients of a random scalar of them in parameters and inputs are compared too."""
        torch, dtype = self.torch, self.dtype
        floating = lambda x: isinstance(x, np.ndarray) and x.dtype.kind == "f"
        given = [x.astype(dtype) if floating(x) else x for x in inputs]
        there = [
            torch.tensor(x, requires_grad=floating(x)) if isinstance(x, np.ndarray) else tree.map(torch.tensor, x)
            for x in given
        ]
        here = [wg.tensor(x, requires_grad=True) if floating(x) else x for x in given]
        theirs, ours = _leaves(self.theirs(*there, **options)), _leaves(self.ours(*here, **options))
        assert len(theirs) == len(ours)
        for k, (t, o) in enumerate(zip(theirs, ours, strict=True)):
            _compare(t, o, f"output {k}", dtype)
        self._gradients(theirs, ours, there, here)
        for name, state in _state(self.theirs).items():
            _compare(state, self.ours.state_dict()[name], f"state {name}", dtype)
        return ours

    def _gradients(self, theirs, ours, there, here):
        rng = np.random.default_rng(7)
        self.theirs.zero_grad()
        self.ours.zero_grad()
        total, sum_ = 0, Tensor(np.zeros((), self.dtype)[()])
        for t, o in zip(theirs, ours, strict=True):
            weight = rng.normal(size=tuple(t.shape)).astype(self.dtype)
            total = total + (t * self.torch.tensor(weight)).sum()
            sum_ = sum_ + (o * weight).sum()
        if not total.requires_grad:
            return
        total.backward()
        sum_.backward()
        pairs = [
            (t.grad, o.grad, f"gradient of input {k}")
            for k, (t, o) in enumerate(zip(there, here, strict=True))
            if isinstance(o, Tensor)
        ]
        parameters = dict(self.ours.named_parameters())
        pairs += [(p.grad, parameters[n].grad, f"gradient of {n}") for n, p in self.theirs.named_parameters()]
        for t, o, what in pairs:
            assert (t is None) == (o is None), what
            if t is not None:
                _compare(t, o, what, self.dtype)


def _leaves(out):
    """Tensors of a nest of tuples and lists, in order."""
    return [leaf for part in out for leaf in _leaves(part)] if isinstance(out, (tuple, list)) else [out]


@pytest.fixture
def beside_pytorch():
    """`beside_pytorch(ours, theirs, dtype)` loads PyTorch's state into ours; `.call(*inputs)` then compares both."""
    return _Pair


# --- to second order -------------------------------------------------------------------------------------------------


def _sweep(library, module, inputs, weights, second):
    """Outputs, gradients in inputs and parameters, and gradients of the squared norm of these gradients.

    What is differentiated is curved in the output, so that linear layers have a second derivative too.
    """
    out = module(*inputs)
    total = (out**3 * weights).sum()
    moving = [x for x in inputs if x.requires_grad]
    leaves = [*moving, *module.parameters()]
    if library is not wg:
        first = library.autograd.grad(total, leaves, create_graph=second)
        found = [out, *first]
        if second:
            norm = sum((g * g).sum() for g in first)
            found += library.autograd.grad(norm, leaves, allow_unused=True, materialize_grads=True)
        return [t.detach().numpy() for t in found]
    total.backward(create_graph=second)
    first = [x.grad for x in leaves]
    found = [out, *first]
    if second:
        for x in leaves:
            x.grad = None
        sum((g * g).sum() for g in first).backward()
        found += [np.zeros(x.shape, x.dtype) if x.grad is None else x.grad for x in leaves]
    return [np.asarray(value_of(t)) for t in found]


def _as_pytorch(ours, theirs, *arrays, dtype="float64", second=True):
    """Hold `ours` to PyTorch's module on these inputs, in value, gradient and curvature; integers are passed on."""
    pair = _Pair(ours, theirs, dtype)
    given = [a.astype(dtype) if a.dtype.kind == "f" else a for a in map(np.asarray, arrays)]
    mine = [wg.tensor(a, requires_grad=a.dtype.kind == "f") for a in given]
    other = [pair.torch.tensor(a, requires_grad=a.dtype.kind == "f") for a in given]
    shape = np.shape(value_of(pair.ours(*mine)))
    weights = np.random.default_rng(1).uniform(0.5, 1.5, shape).astype(dtype)
    got = _sweep(wg, pair.ours, mine, weights, second)
    want = _sweep(pair.torch, pair.theirs, other, pair.torch.tensor(weights), second)
    for k, (a, b) in enumerate(zip(got, want, strict=True)):
        assert a.shape == b.shape
        _compare(b, a, f"array {k}", dtype)


@pytest.fixture
def as_pytorch():
    """`as_pytorch(ours, theirs, *inputs, dtype=..., second=...)` loads PyTorch's state into ours and compares both."""
    return _as_pytorch
