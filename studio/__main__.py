"""``python -m studio``: the command line, or the window where no command is given."""

import sys

from studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
