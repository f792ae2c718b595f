"""The dynamic graph, side by side with PyTorch: leaves, accumulation, names, freeing, and long chains."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest
import torch

import wengert as wg
from wengert.errors import DtypeError, GraphError, ShapeError
from wengert.transforms.dynamic import variable


def both(data, **options):
    return wg.tensor(data, requires_grad=True, **options), torch.tensor(data, requires_grad=True, dtype=torch.float64)


def test_gradients_accumulate_as_in_pytorch():
    x, t = both([1.0, 2.0])
    for _ in range(2):
        (x * x + 3 * x).sum().backward()
        (t * t + 3 * t).sum().backward()
    assert x.grad.tolist() == t.grad.tolist() == [10.0, 14.0]
    held = x.grad
    x.sum().backward()
    assert held.tolist() == [11.0, 15.0]
    x.grad = None
    assert x.grad is None


def test_a_graph_can_be_swept_again_without_being_retained():
    x = wg.tensor(3.0, requires_grad=True)
    y = x * x
    y.backward()
    y.backward(retain_graph=True)
    y.backward()
    assert float(x.grad) == 18.0


def test_accumulation_on_a_shared_node():  # GV-005, D-19, D-20
    x = wg.tensor(3.0, requires_grad=True)
    v3 = x * x
    v5, v6 = 2 * v3, v3 + 1
    f = v5 * v6
    for v in (v3, v5, v6):
        v.retain_grad()
    f.backward()
    assert [float(v) for v in (v3, v5, v6, f)] == [9.0, 18.0, 10.0, 180.0]
    assert [float(v.grad) for v in (v5, v6, v3, x)] == [10.0, 18.0, 38.0, 228.0]


def test_a_vector_needs_an_adjoint():
    x, t = both([1.0, 2.0])
    with pytest.raises(GraphError, match="backward: only one number"):
        (2 * x).backward()
    with pytest.raises(ShapeError, match="backward: an adjoint has the shape"):
        (2 * x).backward(np.ones(3))
    (2 * x).backward(wg.tensor([1.0, 10.0]))
    (2 * t).backward(torch.tensor([1.0, 10.0]))
    assert x.grad.tolist() == t.grad.tolist()


def test_the_given_adjoint_is_copied():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    g = np.ones(2)
    (x + 0).backward(g)
    g[0] = 7
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_constant_has_no_backward():
    with pytest.raises(GraphError, match="depends on no tensor that requires grad"):
        wg.tensor(1.0).backward()
    with wg.no_grad():
        y = 2 * wg.tensor(1.0, requires_grad=True)
    with pytest.raises(GraphError, match=r"wg\.no_grad"):
        y.backward()


def test_integers_cannot_be_leaves():
    with pytest.raises(DtypeError, match="only real and complex floating"):
        wg.tensor([1, 2]).requires_grad_()
    with pytest.raises(DtypeError, match="only real and complex floating"):
        wg.tensor([1, 2], requires_grad=True)


def test_a_computed_tensor_cannot_be_made_a_constant():
    x = wg.tensor(1.0, requires_grad=True)
    with pytest.raises(GraphError, match="cannot be made a constant"):
        (2 * x).requires_grad = False
    x.requires_grad = False
    assert not x.requires_grad
    assert not (2 * x).requires_grad


def test_leaves_and_nodes_are_told_apart_as_in_pytorch():
    x, t = both(2.0)
    for make in (lambda v: v, lambda v: v * 2, lambda v: (v * 2).detach()):
        ours, theirs = make(x), make(t)
        assert ours.is_leaf == theirs.is_leaf
        assert ours.requires_grad == theirs.requires_grad
        assert (ours.grad_fn is None) == (theirs.grad_fn is None)


def program(x, w):
    return (x.exp() * (x * w + 1 - x / w)).sum()


def test_nodes_have_the_names_and_edges_of_pytorch():
    def walk(node):
        return (node.name().rpartition("::")[2], [None if p is None else walk(p) for p, _ in node.next_functions])

    (x, t), (w, u) = both([1.0, 2.0]), both([3.0, 4.0])
    assert walk(program(x, w).grad_fn) == walk(program(t, u).grad_fn)


def test_the_edge_of_a_leaf_leads_to_its_tensor():
    x = wg.tensor(3.0, requires_grad=True)
    node = (x * 2.0).grad_fn
    (edge, index), constant = node.next_functions
    assert (edge.name(), index, constant) == ("AccumulateGrad", 0, (None, 0))
    assert variable(edge) is x
    assert variable(node) is None
    del x
    assert variable(edge) is None


@pytest.mark.filterwarnings("ignore:Using backward:UserWarning")  # of PyTorch; our leaves are held weakly
def test_a_sweep_may_be_recorded_for_a_second_one():  # F-09
    x, t = both(3.0)
    (x**3).backward(create_graph=True)
    (t**3).backward(create_graph=True)
    g, h = x.grad, t.grad
    x.grad = t.grad = None
    g.backward()
    h.backward()
    assert float(x.grad) == pytest.approx(float(t.grad), rel=1e-15)
    assert float(x.grad) == pytest.approx(18.0)


def test_gradients_of_leaves_and_intermediates_touch_no_grad():
    x, t = both([1.0, 2.0])
    y, s = x * x, t * t
    ours = wg.gradients((y * y).sum(), {"x": x, "y": [y]})
    theirs = torch.autograd.grad((s * s).sum(), [t, s])
    assert ours["x"].tolist() == theirs[0].tolist()
    assert ours["y"][0].tolist() == theirs[1].tolist()
    assert x.grad is None


def test_gradients_take_adjoints_and_may_be_differentiated_again():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    y = x * x * x
    g = wg.gradients(y, x, adjoints=np.array([1.0, 10.0]), create_graph=True)
    assert g.tolist() == [3.0, 120.0]
    assert wg.gradients(g.sum(), x).tolist() == [6.0, 120.0]


def test_gradients_say_zero_where_there_is_no_influence_and_refuse_constants():
    x, other = (wg.tensor(1.0, requires_grad=True) for _ in range(2))
    assert float(wg.gradients(2 * x, other)) == 0.0
    with pytest.raises(GraphError, match="gradients: a constant"):
        wg.gradients(2 * x, wg.tensor(1.0))


def test_a_captured_leaf_is_reached_through_transforms():
    w = wg.tensor(2.0, requires_grad=True)
    slope = wg.grad(lambda x: w * x * x)(3.0)
    slope.backward()
    assert (float(slope), float(w.grad)) == (12.0, 6.0)
    w.grad = None
    value, _ = wg.value_and_grad(lambda x: w * x * x)(3.0)
    value.backward()
    assert float(w.grad) == 9.0
    w.grad = None
    out, tangent = wg.jvp(lambda x: w * x * x, (3.0,), (1.0,))
    tangent.backward()
    assert (float(out), float(w.grad)) == (18.0, 6.0)


def test_backward_inside_a_transform_fills_the_leaf():
    w = wg.tensor(2.0, requires_grad=True)

    def f(x):
        (w * w).backward()
        return x * x

    assert float(wg.grad(f)(3.0)) == 6.0
    assert float(w.grad) == 4.0


def test_a_gradient_has_the_shape_and_dtype_of_its_leaf():  # F-28
    w = wg.tensor([1.0, 2.0], dtype="float32", requires_grad=True)
    (w * np.ones((3, 2))).sum().backward()
    assert (w.grad.shape, w.grad.dtype) == ((2,), np.float32)
    with pytest.raises(ShapeError, match="grad: a gradient has the shape"):
        w.grad = np.ones(3)
    w.grad = np.ones(2)
    assert w.grad.tolist() == [1.0, 1.0]


def test_an_unused_graph_is_freed_at_once():
    gc.disable()
    try:
        x = wg.tensor(np.ones(1000), requires_grad=True)
        y = (x * x).sum()
        nodes = [weakref.ref(y.grad_fn), weakref.ref(y.grad_fn.next_functions[0][0])]
        y.backward()
        y = None
        assert [n() for n in nodes] == [None, None]
        leaf, x = weakref.ref(x), None
        assert leaf() is None
    finally:
        gc.enable()


def test_a_chain_of_100_000_steps_is_swept_printed_and_freed():
    x = wg.tensor(1.0, requires_grad=True)
    y = x
    for _ in range(100_000):
        y = y * 1.0
    assert repr(y) == "Tensor(1., grad_fn=<MulBackward0>)"
    y.backward()
    assert float(x.grad) == 1.0
    (g,) = wg.gradients(y, [x], create_graph=True)
    assert float(g) == 1.0
    del y, g
    gc.collect()


def test_a_leaf_can_be_copied_and_pickled_and_a_computed_tensor_cannot():
    x = wg.tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    for y in (copy.deepcopy(x), pickle.loads(pickle.dumps(x)), copy.copy(x)):
        assert y.requires_grad
        assert y.tolist() == x.tolist()
        assert y.grad.tolist() == x.grad.tolist()
        (3 * y).sum().backward()
        assert y.grad.tolist() == [5.0, 7.0]
        x.grad = wg.tensor([2.0, 4.0])
    with pytest.raises(GraphError, match="copy: a computed tensor"):
        copy.deepcopy(2 * x)


def test_graphs_may_differ_from_pass_to_pass():  # F-31
    x = wg.tensor(3.0, requires_grad=True)
    for power in (1, 2, 3):
        x.grad = None
        y = x
        for _ in range(power - 1):
            y = y * x
        y.backward()
        assert float(x.grad) == power * 3.0 ** (power - 1)


def test_a_second_sweep_gives_the_curvature_along_a_direction():  # GV-011, S-03: H u = x² u
    x, y, u = 2.0, 1.0, 3.0
    w = wg.tensor(0.5, requires_grad=True)
    loss = 0.5 * (w * x - y) ** 2
    slope = wg.gradients(loss, w, create_graph=True)
    s = slope * u
    assert float(slope) == pytest.approx((0.5 * x - y) * x)
    assert float(wg.gradients(s, w)) == pytest.approx(x * x * u)
    assert w.grad is None


def test_a_backward_sweep_of_a_network_is_the_one_written_by_hand():  # D-15, F-30
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(5, 3)), rng.normal(size=(5, 1))
    w1, w2 = (wg.tensor(rng.normal(size=s), requires_grad=True) for s in [(3, 4), (4, 1)])
    a = wg.tanh(wg.matmul(x, w1))
    e = wg.matmul(a, w2) - y
    ((e * e).sum() * 0.5).backward()
    hidden, error = a.numpy(), e.numpy()
    assert np.allclose(w2.grad.numpy(), hidden.T @ error, rtol=1e-13)
    assert np.allclose(w1.grad.numpy(), x.T @ ((error @ w2.numpy().T) * (1 - hidden**2)), rtol=1e-13)


NODES = {
    "AddBackward0": lambda x: x + 1,
    "SubBackward0": lambda x: x - 1,
    "MulBackward0": lambda x: x * 2,
    "DivBackward0": lambda x: x / 2,
    "NegBackward0": lambda x: -x,
    "PowBackward0": lambda x: x**2,
    "AbsBackward0": abs,
    "SumBackward0": lambda x: x.sum(),
    "MeanBackward0": lambda x: x.mean(),
    "ExpBackward0": lambda x: x.exp(),
    "LogBackward0": lambda x: x.log(),
    "TanhBackward0": lambda x: x.tanh(),
    "ReluBackward0": lambda x: x.relu(),
    "SigmoidBackward0": lambda x: x.sigmoid(),
}


@pytest.mark.parametrize("name", NODES)
def test_nodes_are_named_as_in_pytorch(name):  # F-12
    x, t = both([1.0, 2.0])
    assert NODES[name](x).grad_fn.name() == NODES[name](t).grad_fn.name() == name


def test_the_loss_has_a_node_of_its_own():
    x, t = both([1.0, 2.0])
    ours = wg.losses.mse_loss(x, np.zeros(2))
    theirs = torch.nn.functional.mse_loss(t, torch.zeros(2, dtype=torch.float64))
    assert ours.grad_fn.name() == theirs.grad_fn.name() == "MseLossBackward0"
    assert float(ours) == theirs.item()


# --- where values are only examples --------------------------------------------------------------------------------


@pytest.mark.parametrize("inner", [False, True])
def test_backward_inside_a_function_that_is_recorded_once_for_all_values_is_refused(inner):
    w = wg.tensor(2.0, requires_grad=True)

    def f(x):
        x = wg.tensor(x.value, requires_grad=True) if inner else x
        (w * x).backward()
        return x

    with pytest.raises(GraphError, match="only an example") as caught:
        wg.vmap(f)(np.arange(3.0))
    assert "wg.grad inside the function" in str(caught.value)
    assert w.grad is None


def test_backward_on_what_vmap_returns_reaches_the_leaf():
    w = wg.tensor(2.0, requires_grad=True)
    wg.vmap(lambda x: w * x)(np.arange(3.0)).sum().backward()
    assert w.grad.item() == 3.0
