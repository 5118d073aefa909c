"""``python -m tests.fuzz``: does anything hostile get through what reads files? Exit 1 if so."""

from __future__ import annotations

import argparse
import faulthandler
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from studio.domain.book import ReadBook
from studio.text.cleaning.rules import RULES
from studio.text.passages.cutting import cut
from tests.fuzz.fuzzer import Fuzzer


def passages(book: ReadBook) -> list[tuple[int, int]]:
    """Passages as a library gets them: counted in tokens, cleaned by every rule."""
    return [
        (one.start, one.end) for one in cut(book.text, book.chapters, book.language, rules=RULES)
    ]


def until(end: float, first: int) -> Iterator[int]:
    for n in count(first):
        if time.monotonic() > end:
            return
        yield n


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--seed", type=int, default=1, help="other seeds try other inputs")
    parser.add_argument("--input", type=int, help="only this input of the seed, to see it again")
    parser.add_argument("--only", default="", metavar=".SUFFIX", help="only files of this suffix")
    parser.add_argument("--folder", type=Path, help="where inputs that got through are saved")
    args = parser.parse_args(arguments)
    faulthandler.enable()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    fuzzer = Fuzzer(args.seed, folder, cut=passages, only=args.only)
    if args.input is not None:
        fuzzer.run(iter([args.input]))
    else:
        fuzzer.run(until(time.monotonic() + args.seconds, 0))
    for find in fuzzer.finds:
        print(find)
    print(f"seed {args.seed}: {len(fuzzer.finds)} finds;", dict(sorted(fuzzer.outcomes.items())))
    return 1 if fuzzer.finds else 0


if __name__ == "__main__":
    sys.exit(main())
