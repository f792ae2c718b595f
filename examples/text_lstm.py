"""Half a million characters of Python's own reference: an LSTM learns which one comes next, and goes on by itself.

python examples/text_lstm.py    on two cores faster with --devices 2
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from shared import arguments, bar, console, curves, first, table

import wengert as wg


def main(given: Sequence[str] | None = None) -> dict[str, float]:
    """Train, judge once by the end of the text, print a table and a sample, draw the curves."""
    options = arguments(__doc__, 15, given, devices=1)
    generator = wg.manual_seed(0)
    rest, last = wg.data.python_reference().parts(0.1)
    begin, watched = rest.parts(0.1)
    parts = {"training": begin.windows(64), "validation": watched.windows(64), "test": last.windows(64)}
    parts = {name: first(part, options.samples) for name, part in parts.items()}
    parts = {name: part.with_x(np.asarray(part.x)) for name, part in parts.items()}

    model = wg.nn.models.LanguageModel(len(rest.vocabulary), width=128, generator=generator)
    steps = options.epochs * -(-len(parts["training"]) // 32)
    optimizer = wg.optim.Adam(model, lr=4e-3 * wg.optim.one_cycle(steps))
    optimizer.after(wg.optim.clip_by_global_norm(1.0))
    history = wg.train.fit(
        *(model, parts["training"], wg.losses.cross_entropy, optimizer, options.epochs, 32, parts["validation"]),
        metrics=["accuracy"],
        callbacks=[bar()],
        generator=generator,
        devices=options.devices,
    )

    metrics = ["accuracy", "perplexity"]
    test = wg.train.evaluate(model, parts["test"], wg.losses.cross_entropy, metrics)
    shares = np.bincount(begin.indices, minlength=len(rest.vocabulary)) + 1
    blind = float(np.exp(-np.log(shares / shares.sum())[last.indices].mean()))
    table(
        "The next character, as hard to guess as one of so many",
        [
            {"model": "any of the vocabulary", "perplexity": float(len(rest.vocabulary))},
            {"model": "by frequency alone", "perplexity": blind},
            {"model": "LSTM, test", "perplexity": test["perplexity"]},
        ],
    )
    told = model.generate(rest.encode("The statement "), 300, temperature=0.6, generator=generator)
    console.print("The statement " + rest.decode(told), markup=False, highlight=False)
    curves(history, ["loss", "accuracy"], options.out / "text_lstm.png")
    return test


if __name__ == "__main__":
    main()
