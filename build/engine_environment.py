"""Set up the local engine's environment for the tests, without asking; done at once if it is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from studio.domain.errors import StudioError
from studio.providers import engine_setup


def main() -> int:
    environment = Path(os.environ["STUDIO_ENGINE_ENV"])
    if engine_setup.is_installed(environment):
        return 0
    try:
        for line in engine_setup.install(environment):
            print(line, file=sys.stderr, flush=True)
    except StudioError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
