"""The command line: `wengert train`, `evaluate`, `predict`, `explain`, `view`, `info`.

Knows the terminal and how an error is shown there. What the commands do is done elsewhere.
"""

from wengert.cli.entry import main

__all__ = ["main"]
