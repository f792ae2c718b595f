"""`python -m wengert` is the command `wengert`.

Knows the command line. Knows nothing else.
"""

from wengert.cli import main

main()
