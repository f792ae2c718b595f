"""What a command explains: a worked example, a script, or the trained model of a run folder.

Knows the three by what is given on the command line. Knows no table and no page.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from wengert.errors import ArgumentError, DataError
from wengert.explain import Explanation, explain
from wengert.explain.catalogue import EXAMPLES, example
from wengert.explain.script import Script, load_script
from wengert.train.config import read_config
from wengert.train.folder import CONFIG
from wengert.train.job import Job
from wengert.train.prepared import few
from wengert.train.saved import load_model

_LARGE = 1024  # numbers in one sample beyond which one sample is explained and not a few


def script_of(what: Path | None, name: str | None) -> Script | None:
    """The script that is meant; None where a run folder is.

    Args:
        what: A script or a run folder.
        name: The name of a worked example.

    Raises:
        ArgumentError: Both are given, or none.
        DataError: There is no such file.
    """
    if (what is None) == (name is None):
        raise ArgumentError(
            "explain: one thing is explained",
            given="nothing" if what is None else f"{what} and --example {name}",
            expected="a run folder, a script, or --example NAME",
            hint="wengert explain --list",
        )
    if what is None:
        return example(str(name))
    if what.is_dir() or what.suffix == ".safetensors":
        return None
    if not what.exists() and str(what) in EXAMPLES:
        raise DataError(f"{what}: there is no such script", given=str(what), hint=f"--example {what}")
    return load_script(what)


def of_run(run: Path, samples: int | None = None) -> Explanation:
    """The trained model of a run, explained on a few samples of its test part, with the loss it was trained with.

    Args:
        run: The run folder, or its `model.safetensors`.
        samples: How many samples; a few, one where samples are large, when None.

    Returns:
        The explanation, with the learning rate of the run.

    Raises:
        ArgumentError: Fewer than one sample.
        DataError: The folder does not hold a run.
    """
    folder = run.parent if run.suffix == ".safetensors" else run
    if not (folder / CONFIG).is_file():
        raise DataError(f"{run}: no run to explain", given=str(run), expected=f"a folder with {CONFIG}")
    if samples is not None and samples < 1:
        raise ArgumentError("explain: nothing to explain the model on", given=samples, expected="at least one sample")
    saved = load_model(run)
    job = Job(read_config(folder / CONFIG))
    count = samples or (1 if int(np.prod(saved.shape)) > _LARGE else 4)
    x, y = few(job.test, count)
    return explain(saved.model, x, target=y, loss=job.loss, lr=job.config.lr)
