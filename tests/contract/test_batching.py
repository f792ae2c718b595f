"""Every primitive on a batch does to each example what it does to one: vmap against a loop, for the whole registry.

Every sample, with every choice of batched arguments, on both array libraries, and the sweep through it.
"""

import importlib
import itertools
import pkgutil

import jax
import numpy as np
import pytest

import wengert
from wengert.arrays import is_floating, jax_numpy
from wengert.arrays.dtypes import dtype_of
from wengert.primitive import PRIMITIVES
from wengert.samples import Sample, case, real
from wengert.tensor import value_of
from wengert.testing.calls import Call
from wengert.transforms.reverse import vjp
from wengert.transforms.vmap import vmap

for _module in pkgutil.walk_packages(wengert.__path__, "wengert."):
    if "cli" not in _module.name and "__main__" not in _module.name:
        importlib.import_module(_module.name)

SIZE = 3
# `pick` opens tuples, which no user holds; the shape of what `positions` gives depends on values.
EXCUSED = {"pick", "positions"}

# Others are mapped, one example after the other on NumPy: rare, or not worth a rule.
MAPPED = {"allclose", "searchsorted", "grouping"}


def samples(p):
    return p.samples or [case(real(3, 4), real(3, 4))]


def batches(p):
    """(label, static parameters, arguments, which are batched) for each sample and each choice."""
    rng = np.random.default_rng(1)
    for number, sample in enumerate(samples(p)):
        draws = [sample.draw(rng) for _ in range(SIZE)]
        draws = [[value_of(a) for a in draw] for draw in draws]
        arrays = [k for k, a in enumerate(sample.args) if isinstance(a, (Sample, np.ndarray))]
        some = [c for n in range(1, len(arrays) + 1) for c in itertools.combinations(arrays, n)]
        for chosen in some[-3:] if len(some) > 7 else some:
            args = [np.stack([d[k] for d in draws]) if k in chosen else a for k, a in enumerate(draws[0])]
            yield (
                f"sample {number}, batched {chosen}",
                sample.params,
                args,
                [0 if k in chosen else None for k in range(len(args))],
            )


def close(got, want, label):
    for g, w in zip(got, want, strict=True):
        np.testing.assert_allclose(np.asarray(value_of(g)), w, rtol=1e-9, atol=1e-11, err_msg=label)


def _outputs(p, args, params):
    out = p(*args, **params)
    return list(out) if p.outputs else [out]


def stacked(rows):
    return [np.stack([np.asarray(value_of(part)) for part in parts]) for parts in zip(*rows, strict=True)]


@pytest.mark.parametrize("name", sorted(set(PRIMITIVES) - EXCUSED))
@np.errstate(all="ignore")
def test_a_batch_is_a_loop(name):
    p = PRIMITIVES[name]
    programs, inputs, wanted = [], [], []
    for label, params, args, axes in batches(p):
        f = lambda *a, params=params: _outputs(p, a, params)
        g = lambda *a, axes=axes, f=f: vmap(f, tuple(axes))(*a)
        rows = [[a[i] if axis == 0 else a for a, axis in zip(args, axes, strict=True)] for i in range(SIZE)]
        want = stacked([f(*row) for row in rows])
        got = g(*args)
        close(got, want, label)
        assert all(value_of(o).dtype == w.dtype for o, w in zip(got, want, strict=True)), label
        _sweep(p, params, args, axes, rows, label)
        numbers = [k for k, a in enumerate(args) if isinstance(a, (np.ndarray, np.generic))]

        def program(arrays, args=args, numbers=numbers, g=g):
            whole = list(args)
            for k, a in zip(numbers, arrays, strict=True):
                whole[k] = a
            return [value_of(o) for o in g(*whole)]

        # Compilation is what these tests wait for: one argument batched, and all of them, eight times, are enough.
        if axes.count(0) in (1, len(numbers)) and len(programs) < 8:
            programs.append(program)
            inputs.append([args[k] for k in numbers])
            wanted.append((label, want))
    jax_numpy()
    quick = {"xla_backend_optimization_level": 0}
    outs = jax.jit(lambda xs: [q(x) for q, x in zip(programs, xs, strict=True)], compiler_options=quick)(inputs)
    for out, (label, want) in zip(outs, wanted, strict=True):
        close(out, want, f"{label}, compiled")


def _sweep(p, params, args, axes, rows, label):
    """The adjoint of the batch: of each example for what is batched, their sum for what is shared."""
    call = Call(p, rows[0], params, label)
    if not call.moving or not call.kept:
        return
    rng = np.random.default_rng(2)

    def floating(*moving, row):
        whole = list(row)
        for k, x in zip(call.moving, moving, strict=True):
            whole[k] = x
        return [o for o in _outputs(p, whole, params) if is_floating(dtype_of(value_of(o)))]

    primals = [args[k] for k in call.moving]
    rest = tuple(axes[k] for k in call.moving)
    whole = lambda *moving: vmap(lambda m, row: floating(*m, row=row), (list(rest), list(axes)))(
        list(moving), list(args)
    )
    out, pull = vjp(whole, *primals)
    seeds = [rng.normal(size=np.shape(value_of(o))).astype(value_of(o).dtype) for o in out]
    got = pull(seeds)
    each = []
    for i, row in enumerate(rows):
        _, back = vjp(lambda *m, row=row: floating(*m, row=row), *[row[k] for k in call.moving])
        each.append(back([s[i] for s in seeds]))
    for k, g in enumerate(got):
        parts = np.stack([np.asarray(value_of(e[k])) for e in each])
        want = parts if rest[k] == 0 else parts.sum(0)
        np.testing.assert_allclose(
            np.asarray(value_of(g)), want, rtol=1e-8, atol=1e-10, err_msg=f"{label}, adjoint {k}"
        )


def test_only_the_listed_ones_are_looped_over():
    looped = {n for n, p in PRIMITIVES.items() if p.batch is None and not p.broadcasts and n not in EXCUSED}
    assert looped <= MAPPED
