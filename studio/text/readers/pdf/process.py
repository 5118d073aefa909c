"""The process that reads one PDF apart from the program: ``pdf_process [ruby]``.

The file comes on standard input; what goes out is a pickled ``ReadBook``, or why there is none.
"""

from __future__ import annotations

import pickle
import sys

from studio.domain.book import ReadBook
from studio.domain.errors import BookError
from studio.text.readers.pdf import pdf

MEMORY = 4 * 1024**3
"""Bytes the process may take, where the system can hold it to that."""


def main(how: str) -> None:
    _bound_memory()
    said: ReadBook | str
    try:
        said = pdf.read(sys.stdin.buffer.read(), ruby=how == "ruby")
    except BookError as error:
        said = str(error)
    sys.stdout.buffer.write(pickle.dumps(said))


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main(sys.argv[1])
