"""shard: programs on two devices compute what one device and NumPy compute, and do share the work."""

import numpy as np
import pytest

import wengert as wg
from wengert import losses, nn, optim
from wengert.arrays.devices import device_of
from wengert.random import Generator

RNG = np.random.default_rng(0)
X = RNG.normal(size=(8, 5))
Y = RNG.integers(0, 3, 8)


def compiled_text(function, *args, **options):
    """The program that XLA made of a call."""
    step = wg.compile(function, **options)
    step(*args)
    (program,) = step._programs.values()
    return program.jitted.lower([program.mesh.spread([a])[0] for a in args], [], []).compile().as_text()


def test_outside_of_a_program_it_is_its_argument():
    assert wg.shard(X) is X
    slope = wg.grad(lambda x: (wg.shard(x) ** 2).sum())(X)
    np.testing.assert_allclose(slope, 2 * X)


@pytest.mark.parametrize("transform", [wg.grad, lambda f: lambda x: wg.hvp(f, (x,), (np.ones(X.shape),)), wg.hessian])
def test_derivatives_through_it_are_those_of_one_device(transform):
    w = RNG.normal(size=(5, 5))
    function = transform(lambda x: (wg.tanh(wg.shard(x) @ w) ** 2).sum())
    np.testing.assert_allclose(wg.compile(function, devices=2)(X), function(X), rtol=1e-12)


def test_each_device_has_its_rows_and_gradients_meet():
    def slope(w, x):
        return wg.grad(lambda w: (wg.tanh(wg.shard(x) @ w) ** 2).sum())(w)

    w = RNG.normal(size=(5, 7))
    text = compiled_text(slope, w, X, devices=2)
    assert "all-reduce" in text  # the gradients meet
    assert "f64[4,7]" in text  # half of the eight rows
    assert "f64[8,7]" not in text
    assert "f64[8,7]" in compiled_text(slope, w, X, devices=1)


def test_a_batch_under_vmap_is_left_alone():
    f = wg.compile(wg.vmap(lambda x: wg.shard(x).sum()), devices=2)
    np.testing.assert_allclose(f(X), X.sum(1))


def parts():
    """A model with everything that looks at a whole batch, its optimizer, and a step."""
    generator = Generator(3)
    model = nn.Sequential(
        *(nn.Linear(5, 8, bias=False, generator=Generator(1)), nn.BatchNorm1d(8)),
        *(nn.Dropout(0.3, generator), nn.Linear(8, 3, generator=generator)),
    )
    optimizer = optim.Adam(model, lr=1e-2)

    def step(x, y):
        loss = losses.cross_entropy(model(wg.shard(x)), wg.shard(y))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        return loss

    return model, optimizer, step


@pytest.fixture
def runs():
    """The same training on one device and on two."""
    found = []
    for devices in (1, 2):
        wg.manual_seed(0)
        model, optimizer, step = parts()
        found.append((model, wg.compile(step, state=(model, optimizer), devices=devices)))
    return found


def test_training_is_that_of_one_device_batch_statistics_and_dropout_included(runs):
    (one, step_one), (two, step_two) = runs
    x = X.astype(np.float32)
    for size in (8, 6, 5, 8):  # five samples do not come out even
        np.testing.assert_allclose(step_two(x[:size], Y[:size]).numpy(), step_one(x[:size], Y[:size]).numpy(), 1e-5)
    for name, value in one.state_dict().items():
        np.testing.assert_allclose(two.state_dict()[name], value, rtol=1e-4, atol=1e-6, err_msg=name)
    assert len(step_two.recompiles) == len(step_one.recompiles) == 3


def test_state_stays_on_both_and_results_come_back_on_one(runs):
    model, step = runs[1]
    loss = step(X.astype(np.float32), Y)
    assert len(loss.value.devices()) == 1
    assert {len(t.value.devices()) for t in model.parameters()} == {2}
    weight = model[0].weight
    assert device_of(weight.value) == "xla"
    assert len(weight.to("xla").value.devices()) == 1
    assert isinstance(weight.to("cpu").value, np.ndarray)


def test_programs_on_one_and_on_two_devices_may_share_a_model(runs):
    """The state goes back and forth; nobody runs on devices that were not asked for, and nothing is compiled twice."""
    (one, step_one), (two, step_two) = runs
    x = X.astype(np.float32)
    alone = wg.compile(lambda x: two(x) * 1.0, state=two)
    for _ in range(3):
        np.testing.assert_allclose(step_two(x, Y).numpy(), step_one(x, Y).numpy(), rtol=1e-5)
        for model in (one, two):
            model.eval()
        out = alone(x)
        assert len(out.value.devices()) == 1
        assert {len(t.value.devices()) for t in two.parameters()} == {1}
        np.testing.assert_allclose(out.numpy(), one(x).numpy(), rtol=1e-4, atol=1e-5)
        for model in (one, two):
            model.train()
    assert len(alone.recompiles) == len(step_two.recompiles) == 1


def test_arguments_on_any_device_are_taken():
    doubled, tripled = wg.compile(lambda x: x * 2, devices=2), wg.compile(lambda x: x * 3)
    on_jax = wg.tensor(X).to("xla")
    for x in (X, on_jax, doubled(X) / 2, tripled(X) / 3):
        np.testing.assert_allclose(doubled(x), 2 * X)
        np.testing.assert_allclose(tripled(x), 3 * X)


def test_inside_another_program_it_belongs_to_that():
    inner = wg.compile(lambda x: wg.shard(x) * 2, devices=2)
    np.testing.assert_allclose(wg.compile(lambda x: inner(x) + 1)(X), 2 * X + 1)


@pytest.mark.parametrize("cell", [nn.LSTM, nn.GRU, nn.RNN])
def test_recurrences_share_their_rows(cell):
    x = RNG.normal(size=(6, 8, 3)).astype(np.float32)
    weights = []
    for devices in (1, 2):
        layer = cell(3, 4, batch_first=True, generator=Generator(0))
        wg.compile(descent(layer), state=layer, devices=devices)(x)
        weights.append(layer.state_dict())
    for name, value in weights[0].items():
        np.testing.assert_allclose(weights[1][name], value, rtol=1e-4, atol=1e-6, err_msg=name)


def descent(layer):
    """A step downhill for a recurrence."""

    def step(x):
        out = layer(wg.shard(x))[0]
        (out * out).sum().backward()
        for p in layer.parameters():
            p.value = p.value - 0.1 * p.grad.value
        layer.zero_grad()

    return step


def test_sums_of_a_recurrence_meet_after_its_turns():
    """Inside the loop each device would wait for the other at every turn."""
    layer = nn.GRU(3, 2, batch_first=True, generator=Generator(0))
    step = wg.compile(descent(layer), state=layer, devices=2)
    x = np.ones((16, 6, 3), np.float32)
    step(x)
    (program,) = step._programs.values()
    text = program.jitted.lower(program.mesh.spread([x]), *step._state_of(program)).compile().as_text()
    assert "all-reduce" in text
    loops = [part for part in text.split("\n}\n") if "dynamic-update-slice" in part]
    assert loops
    assert not any("all-reduce" in loop or "all-gather" in loop for loop in loops)
