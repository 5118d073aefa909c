"""``python -m tests.bench``: is the studio still fast and small? Exit 1 when something is not."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.measures import MEASURES, ROOT, Figure, Measure

PAGE = ROOT / "docs/bench.md"
BEGINS, ENDS = "<!-- figures -->", "<!-- end of figures -->"


def row(measure: Measure, figure: Figure) -> str:
    """A line of the table in docs/bench.md."""
    verdict = "" if figure.value <= measure.most else " **too much**"
    return (
        f"| {measure.name} | {measure.what} | {figure.value:.2f} {measure.unit}{verdict} "
        f"| {measure.most:g} | {figure.made_of} |"
    )


def write(lines: Sequence[str]) -> None:
    """Put the table into its place on the page."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGINS)
    tail = rest.partition(ENDS)[2]
    PAGE.write_text("\n".join([head + BEGINS, *lines, ENDS + tail]), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="only these: " + ", ".join(m.name for m in MEASURES)
    )
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    args = parser.parse_args(arguments)
    unknown = set(args.names) - {measure.name for measure in MEASURES}
    if unknown:
        parser.error(f"there is no measure {', '.join(sorted(unknown))}")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        f"Measured on {system}.",
        "",
        "| name | what | measured | at most | made of |",
        "| --- | --- | --- | --- | --- |",
    ]
    print("\n".join(lines), flush=True)
    good = True
    for measure in MEASURES:
        if args.names and measure.name not in args.names:
            continue
        figure = measure.take()
        good &= figure.value <= measure.most
        lines.append(row(measure, figure))
        print(lines[-1], flush=True)
    if args.write:
        write(["", *lines, ""])
    return 0 if good else 1


if __name__ == "__main__":
    # Settings of the person who measures stay out of it.
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        os.environ["STUDIO_CONFIG_DIR"] = str(Path(folder) / "config")
        os.environ["STUDIO_DATA_DIR"] = str(Path(folder) / "data")
        sys.exit(main())
