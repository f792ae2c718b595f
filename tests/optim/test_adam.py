"""Adam and AdamW against PyTorch over 100 steps, the worked example of the textbook, and optax as a pure update."""

import numpy as np
import pytest

import wengert as wg
from wengert import optim
from wengert.arrays import jax_numpy
from wengert.errors import ArgumentError

OPTIONS = [{}, {"betas": (0.8, 0.9), "eps": 1e-3}, {"weight_decay": 0.1}, {"betas": (0.0, 0.0)}]
# Three steps of lr 0.1 from (1, -2) on (θ₁² + 4 θ₂²) / 2, with ε where the key says.
TEXTBOOK = {
    (1e-8, 0.0): [
        [0.900000001, -1.900000000125],
        [0.8004122297123382, -1.8001664858630053],
        [0.701586274504415, -1.7006233916636408],
    ],
    (0.0, 1e-8): [
        [0.9000000005, -1.9000000000078126],
        [0.800412228718595, -1.8001664856263053],
        [0.7015862730308329, -1.7006233913053674],
    ],
    (1e-2, 0.0): [
        [0.900990099009901, -1.9001248439450686],
        [0.8024321562834406, -1.8004188583574843],
        [0.7046692617150255, -1.7010057145111765],
    ],
    (0.0, 1e-2): [
        [0.900496280979001, -1.9000078115845918],
        [0.801451111831851, -1.800182479607474],
        [0.703215022987696, -1.700647939134139],
    ],
}
TEXTBOOK_DECOUPLED = [
    [0.8990000005, -1.8980000000078125],
    [0.7985190271956094, -1.7962725881555386],
    [0.6989111832439345, -1.694944513644302],
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", ["Adam", "AdamW"])
def test_a_hundred_steps_are_pytorchs(both_paths, name, options):
    torch = pytest.importorskip("torch")
    ours, theirs = both_paths(
        lambda p: getattr(optim, name)(p, lr=0.05, **options),
        lambda p: getattr(torch.optim, name)(p, lr=0.05, **options),
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10)


@pytest.mark.parametrize(("eps", "eps_root"), TEXTBOOK)
def test_the_worked_example(textbook_path, eps, eps_root):
    points = textbook_path(lambda p: optim.Adam(p, lr=0.1, eps=eps, eps_root=eps_root))
    np.testing.assert_allclose(points, TEXTBOOK[eps, eps_root], rtol=1e-12)


def test_the_worked_example_with_decoupled_decay(textbook_path):
    points = textbook_path(lambda p: optim.AdamW(p, lr=0.1, eps=0, eps_root=1e-8, weight_decay=0.01))
    np.testing.assert_allclose(points, TEXTBOOK_DECOUPLED, rtol=1e-12)


def test_the_pure_update_is_optaxs():
    optax = pytest.importorskip("optax")
    jax_numpy()  # switches float64 on
    ours = optim.chain(optim.scale_by_adam(eps_root=1e-6), optim.scale(-0.1))
    theirs = optax.adam(0.1, eps_root=1e-6)
    p = q = {"w": np.array([1.0, -2.0]), "b": [np.array(3.0)]}
    s, t = ours.init(p), theirs.init(q)
    for _ in range(20):
        u, s = ours.step(wg.tree.map(np.sin, p), s, p)
        p = optim.moved(p, u)
        v, t = theirs.update(wg.tree.map(np.sin, q), t, q)
        q = optax.apply_updates(q, v)
    np.testing.assert_allclose(p["w"], np.asarray(q["w"]), rtol=1e-10)
    np.testing.assert_allclose(p["b"][0], np.asarray(q["b"][0]), rtol=1e-10)


def test_the_bias_correction_is_accurate_in_float32():
    w = wg.nn.Parameter(np.array([1.0], "float32"))
    optimizer = optim.Adam([w], lr=0.5, eps=0.0)
    (w * 1e-3).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(w.numpy(), [0.5], rtol=1e-6)


def test_an_update_of_modules_gives_a_module():
    model = wg.nn.Linear(2, 1)
    method = optim.scale_by_adam()
    gradient = wg.grad(lambda m: m(np.ones((1, 2), "float32")).sum())(model)
    change, _ = method.step(gradient, method.init(model), model)
    assert isinstance(change, wg.nn.Linear)
    np.testing.assert_allclose(change.weight.numpy(), [[1.0, 1.0]], rtol=1e-5)


def test_a_step_can_be_differentiated():
    link = optim.scale_by_adam(eps=1.0)
    after = lambda g: link.step(g, link.init(g), None)[0].sum()
    slope = wg.grad(after)(np.array([2.0]))
    np.testing.assert_allclose(slope, 1 / 9)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"lr": -1.0}, "lr is out of range"),
        ({"betas": (1.0, 0.9)}, r"betas\[0\] is out of range"),
        ({"eps": "small"}, "eps is out of range"),
        ({"weight_decay": -0.1}, "weight_decay is out of range"),
    ],
)
def test_nonsense_is_refused(options, says):
    for kind in (optim.Adam, optim.AdamW):
        with pytest.raises(ArgumentError, match=says):
            kind([wg.nn.Parameter([1.0])], **options)
