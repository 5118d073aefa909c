"""``python -m tests.drafts``: print a sample of drafts; with ``--measure`` the tables of docs/drafts.md.

With ``--blind`` the judged drafts without their marks, in an order that tells nothing. Judgements
are kept beside this module, a row a passage: what a reader found of each criterion that no program
can measure. Of books that are not at hand here, the answers themselves are not kept: a row has the
start of their SHA-256 instead, and the codes of the checks that found something.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from studio.text.languages import find_language
from studio.text.quality.grounding import measure_grounding
from studio.text.quality.pair_checks import check_pair
from tests.drafts.agreement import pair_marks, shuffle_blind, write_agreement
from tests.drafts.sample import draw

HERE = Path(__file__).resolve().parent
BOOKS = HERE.parents[2] / "shared" / "books"
PAGE = HERE.parents[1] / "docs" / "drafts.md"
FIGURES, READERS = "figures", "readers"
CRITERIA = (
    ("a", "the answer reads alone"),
    ("k", "it is no heading, list, note, verse, dialogue or tale"),
    ("m", "it says something a mentor could say"),
    ("q", "the question is one a person would ask, and its grammar is right"),
    ("f", "the question fits the answer"),
)
"""What a reader judges. To add one: a letter and its words, and judge every row anew."""
JUDGED = (
    ("before", "at first"),
    ("fresh", "first rules, 200 others"),
    ("earlier", "first rules, 200 new ones"),
    ("later", "second rules, the same 200"),
    ("unseen-before", "second rules, 600 of unseen books"),
    ("today", "today, the same 600"),
)
"""Judged samples: the file's name, and what it is called. To add one: its row, and the file."""
WITH_ANSWERS = ("before", "fresh", "earlier", "later")
"""Those of the shared books: another reader can judge them as well."""


def read_judged(name: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def count_good(rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What readers and programs found of the drafts among these rows, a line each."""
    drafts = [row for row in rows if "judged" in row]
    total = len(drafts)
    every = "".join(letter for letter, _words in CRITERIA)
    good = sum(set(every) <= set(row["judged"]) for row in drafts)
    lines = {
        "passages": str(len(rows)),
        "drafts": str(total),
        "skipped, with a reason": str(len(rows) - total),
        **{
            f"_{words}_": _share(sum(c in row["judged"] for row in drafts), total)
            for c, words in CRITERIA
        },
        "**all five: a good draft**": f"**{_share(good, total)}**",
    }
    codes = Counter(code for row in drafts for code in _find_checks(row))
    for code in ("leans", "tale", "unbalanced", "leftovers", "begins-midway", "unfinished"):
        lines[f"check “{code}” finds it"] = _share(codes[code], total)
    openings = Counter(_opening(row) for row in drafts)
    lines["largest share of one opening of questions"] = _share(max(openings.values()), total)
    return lines


def _find_checks(row: dict[str, Any]) -> Iterable[str]:
    """The codes of what the checks of a single pair find; kept where the answer is not."""
    if "answer" not in row:
        return row["checks"]
    checks = check_pair(row["prompt"], row["answer"], language=row["language"])
    return [check.code for check in checks]


def _opening(row: dict[str, Any]) -> str:
    """The first words of a question, or the last letters of a Japanese one, where its form stands."""
    size = find_language(row["language"]).opening
    prompt = row["prompt"]
    return " ".join(prompt.split()[:size]) if row["language"] == "en" else prompt[-12:]


def _share(count: int, total: int) -> str:
    return f"{count} ({count / total:.0%})"


def write_tables() -> None:
    columns = [count_good(read_judged(name)) for name, _title in JUDGED]
    lines = [
        "| | " + " | ".join(title for _name, title in JUDGED) + " |",
        "| --- |" + " --- |" * len(columns),
    ]
    lines += [
        f"| {name} | " + " | ".join(column[name] for column in columns) + " |"
        for name in columns[0]
    ]
    _replace(FIGURES, lines)
    _replace(READERS, list(compare_readers()))


def compare_readers() -> Iterator[str]:
    """The table of what two readers, who did not know of each other's marks, found of the same drafts."""
    titles = dict(JUDGED)
    pairs = pair_marks({name: read_judged(name) for name in titles}, read_judged("second"))
    heads = [
        f"{titles[name]}: {len(pairs[name])} drafts, {r} reader"
        for name in pairs
        for r in ("first", "second")
    ]
    yield f"| | {' | '.join(heads)} | they agree | kappa |"
    yield "| --- |" + " --- |" * (len(heads) + 2)
    yield from write_agreement(pairs, CRITERIA)


def _replace(name: str, lines: Sequence[str]) -> None:
    """Write lines between the page's marks of that name, and print them."""
    begins, ends = f"<!-- {name} -->", f"<!-- end of {name} -->"
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(begins)
    tail = rest.partition(ends)[2]
    PAGE.write_text("\n".join([head + begins, "", *lines, "", ends + tail]), encoding="utf-8")
    print("\n".join(lines))


def print_blind(names: Sequence[str], seed: int) -> None:
    """Drafts of judged samples without their marks, numbered in their shuffled order."""
    for at, (_name, row) in enumerate(shuffle_blind({n: read_judged(n) for n in names}, seed)):
        print(f"#{at}\n  {row['prompt']}\n  {row['answer']}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drafts", description=__doc__)
    parser.add_argument("--seed", type=int, default=11, help="which passages are drawn")
    parser.add_argument("--books", type=Path, default=BOOKS, help="folder of books, with en and ja")
    parser.add_argument("--skipped", action="store_true", help="print the skipped passages as well")
    parser.add_argument("--measure", action="store_true", help=f"write the tables of {PAGE.name}")
    parser.add_argument(
        "--blind",
        nargs="+",
        metavar="SAMPLE",
        choices=WITH_ANSWERS,
        help="print judged drafts without their marks, shuffled by the seed, for another reader",
    )
    args = parser.parse_args(arguments)
    if args.blind:
        print_blind(args.blind, args.seed)
        return 0
    if args.measure:
        write_tables()
        return 0
    for sample in draw(args.books, seed=args.seed):
        head = f"#{sample.number} {sample.book} at {sample.start}"
        if sample.answer:
            share = measure_grounding(sample.answer, sample.text, sample.language).share
            print(f"{head}, {share:.0%} grounded\n  {sample.prompt}\n  {sample.answer}")
        elif args.skipped:
            print(f"{head}, skipped: {sample.skip}\n  {' '.join(sample.text.split())[:300]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
