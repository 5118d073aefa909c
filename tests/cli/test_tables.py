"""What a person reads on the terminal: columns that stand under each other, nothing in brackets."""

from __future__ import annotations

import os
import subprocess
import sys

from studio.cli.tables import LONGEST, MOST, format_value


def test_things_stand_in_columns_under_their_names() -> None:
    books = [
        {
            "book": 1,
            "title": "Walden",
            "tokens": 130563,
            "dropped": [{"what": "Marks"}],
            "year": "",
        },
        {"book": 12, "title": "学問のすすめ", "tokens": 821, "dropped": [], "year": ""},
    ]
    assert list(format_value(books)) == [
        "book  title         tokens",
        "   1  Walden        130563",
        "  12  学問のすすめ     821",
    ]


def test_a_thing_is_its_names_and_values() -> None:
    value = {"rows": 3, "name": None, "valid": True, "usd": 0.25, "faults": [], "tags": ["a", "b"]}
    assert list(format_value(value)) == [
        "rows               3",
        "name",
        "valid              yes",
        "usd                0.25",
        "faults             none",
        "tags               a, b",
    ]


def test_what_is_within_a_thing_is_counted_and_indented() -> None:
    faults = [
        {"line": n, "message": "Message 2 is empty. " * 8, "code": "x"} for n in range(MOST + 3)
    ]
    head, names, first, *_rest, last = format_value({"faults": faults})
    assert head == "faults (23)" and names.split() == ["line", "code", "message"]
    assert first.endswith("is empty.") and len(first) < LONGEST + 20
    assert last == "  and 3 more: --json gives all"


def test_lists_within_what_is_within_are_counted() -> None:
    assert list(
        format_value({"balance": {"authors": [{"name": "a"}], "error": None, "effective": 1.5}})
    ) == ["balance            authors 1, effective 1.5"]


def test_a_text_stays_on_one_line_and_sends_no_orders_to_the_terminal() -> None:
    (line,) = format_value({"message": "two\nlines\x1b[2J\u202e"})
    assert line == "message            two lines�[2J�"


def test_nothing_is_said() -> None:
    assert list(format_value([])) == ["none"] and list(format_value("as it is")) == ["as it is"]


def test_who_has_read_enough_gets_no_traceback() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "studio", "endpoints"],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (2, "")
