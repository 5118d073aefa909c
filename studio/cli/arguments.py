"""What may stand after an option: each kind reads its text, or refuses it in one line.

A kind is a function from the text of the shell to a value; argparse calls it as ``type=``.
To add one: write the function, raise ``refusal(…)`` for all it can't use, and give it to an option;
``tests/cli/test_arguments.py`` then tries it with rubbish like all others.
"""

from __future__ import annotations

import argparse
import codecs
import errno
import os
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from studio.domain.errors import CuratorError
from studio.domain.filter_words import Word, parse_filter, quote_word, write_word
from studio.domain.pair_filter import PairFilter
from studio.i18n import _, join_list
from studio.text.file_names import make_printable

LARGEST = 2**63 - 1
"""The largest number the library's file can hold (SQLite's integers have 64 bits)."""
LARGEST_SEED = 2**31 - 1
"""Providers take a seed of at most 31 bits."""
LONGEST_LINE = 1_000
"""Characters of a title, a name, a tag."""
MOST_IDS = 1_000_000
"""Pairs that can be named by their numbers; more are meant by ``--where``."""
FILTERS = ("status", "tag", "author", "search")


def refusal(text: str, rule: str) -> argparse.ArgumentTypeError:
    """What argparse makes a line of: the text, shortened and without controls, and the rule."""
    # What is refused may be a whole file by mistake, or hold what moves a terminal's cursor.
    short = make_printable(text)
    short = short if len(short) <= 40 else f"{short[:40]}…"
    return argparse.ArgumentTypeError(_("“{text}”: {rule}").format(text=short, rule=rule))


def whole_number(low: int = 0, high: int = LARGEST) -> Callable[[str], int]:
    """A kind: a whole number from ``low`` to ``high``."""

    def read(text: str) -> int:
        # Python reads "1_000" and a million digits as numbers too; nobody means those.
        if not re.fullmatch(r"[+-]?\d{1,19}", text.strip()):
            raise refusal(text, _("write a whole number, such as {n}").format(n=max(low, 1)))
        if not low <= (number := int(text)) <= high:
            raise refusal(text, _between(low, high))
        return number

    return read


def _between(low: float, high: float) -> str:
    if high >= LARGEST:
        return _("write a number of at least {low} that a library can hold").format(low=low)
    return _("write a number between {low} and {high}").format(low=low, high=high)


id_number = whole_number(1)
"""The number of a book, a version, a run."""
count = whole_number(0)
"""How many of something."""
seed = whole_number(0, LARGEST_SEED)


def fraction(low: float, high: float) -> Callable[[str], float]:
    """A kind: a number with or without a decimal point from ``low`` to ``high``."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            raise refusal(text, _("write a number, such as {n}").format(n=high / 5)) from None
        if not low <= number <= high:  # which also refuses what is not a number (nan)
            raise refusal(text, _between(low, high))
        return number

    return read


AUTO = "auto"


def epochs(text: str) -> int | str:
    """How often a training goes through the data, or ``auto``: as the provider chooses."""
    return AUTO if text.strip().lower() == AUTO else whole_number(1, 50)(text)


def money(text: str) -> Decimal:
    """US dollars, as exact as they are written."""
    # No sign and no exponent: "-5" and "1e3" are slips where money is meant.
    if not re.fullmatch(r"\d{1,9}(\.\d{0,9})?|\.\d{1,9}", text.strip()):
        raise refusal(text, _("write US dollars, such as 12.50"))
    return Decimal(text.strip())


def numbers(low: float, high: float, kind: type[int] | type[float]) -> Callable[[str], list[Any]]:
    """A kind: numbers with commas between them, each from ``low`` to ``high``."""

    def read(text: str) -> list[Any]:
        try:
            values = [kind(part) for part in text.split(",")]
        except ValueError:
            values = []
        if not values or not all(low <= value <= high for value in values) or "_" in text:
            raise refusal(text, _between(low, high) + _(", with commas between several"))
        return values

    return read


def line(text: str) -> str:
    """A title, a name, a tag: text that stands in one line; "" where none is meant."""
    if len(text) > LONGEST_LINE:
        raise refusal(text, _("write at most {n:,} characters").format(n=LONGEST_LINE))
    if make_printable(text) != text:
        raise refusal(
            text, _("it contains line breaks, control characters, or bytes that are not text")
        )
    return text.strip()


def text(text: str) -> str:
    """What a question or an answer says: not empty, and with line breaks where there are some."""
    if not text.strip():
        raise refusal(text, _("it is empty"))
    for piece in text.splitlines():
        if make_printable(piece.replace("\t", " ")) != piece.replace("\t", " "):
            raise refusal(text, _("it contains control characters, or bytes that are not text"))
    return text.strip()


def name(text: str) -> str:
    """A line that is not empty."""
    if not line(text):
        raise refusal(text, _("it is empty"))
    return line(text)


def names(text: str) -> list[str]:
    """Names with commas between them."""
    # "a,,b" is a slip, or a variable of the shell that is not set: neither is a shorter list.
    items = [item.strip() for item in line(text).split(",")]
    if text.strip() and not all(items):
        raise refusal(text, _("write names with commas between them"))
    return [item for item in items if item]


def language(text: str) -> str:
    """A language's code (BCP 47): ``en``, ``ja``, ``pt-BR``; "" to have it found out."""
    if text and not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        raise refusal(text, _("write the code of a language, such as en or ja"))
    return text


def encoding(text: str) -> str:
    """The name of a text encoding; "" to have it found out."""
    try:
        if text:
            codecs.lookup(text)
    except (LookupError, ValueError):
        rule = _("no encoding has this name; write one such as utf-8, cp932 or euc_jp")
        raise refusal(text, rule) from None
    return text


def ids(text: str) -> list[int]:
    """Numbers as people write them: ``1,2,5-9``."""
    numbers: list[int] = []
    for item in text.split(","):
        first, last = _range(text, item)
        # Counted before the range is made: "1-99999999999999" would fill the memory.
        if last - first >= MOST_IDS - len(numbers):
            rule = _("more than {n:,} pairs; choose them with --where").format(n=MOST_IDS)
            raise refusal(text, rule)
        numbers += range(first, last + 1)
    return numbers


def _range(text: str, item: str) -> tuple[int, int]:
    ends = re.fullmatch(r"\s*(\d{1,18})\s*(?:-\s*(\d{1,18})\s*)?", item)
    first, last = (int(ends[1]), int(ends[2] or ends[1])) if ends else (1, 0)
    if last < first:
        raise refusal(text, _("write numbers with commas and dashes, such as 1,2,5-9"))
    return first, last


def pair_filter(text: str) -> PairFilter:
    """The words of the search field: ``status:draft tag:habit``; ``all`` for every pair.

    ``status=draft,tag=habit`` is read as well, as it was written before.
    """
    words = line(text)
    if re.fullmatch(rf"(?:{'|'.join(FILTERS)})=[^,=]*(?:,(?:{'|'.join(FILTERS)})=[^,=]*)*", words):
        parts = (part.partition("=") for part in words.split(","))
        words = " ".join(
            quote_word(value) if key == "search" else write_word(Word(key, value))
            for key, _equals, value in parts
        )
    wish, bad = parse_filter("" if words == "all" else words)
    if bad:
        raise refusal(text, _("{words} can't be read").format(words=join_list(bad)))
    # Empty would mean every pair: of a variable that is not set, or of a slip.
    if not words or _WORD_WITH_EQUALS.search(wish.search):
        raise refusal(text, _("write words such as status:draft tag:habit, or all"))
    return wish


_WORD_WITH_EQUALS = re.compile(r"(?<![^\s,])\w+=")


def columns(text: str) -> dict[str, str]:
    """Which column is what: ``prompt=question,answer=reply``."""
    fields = [item.partition("=") for item in line(text).split(",")]
    if text and not all(key and column for key, _equals, column in fields):
        raise refusal(text, _("write prompt=question,answer=reply"))
    return {key.strip(): column.strip() for key, _equals, column in fields if column}


def assignment(text: str) -> tuple[str, str]:
    """A name and the value it gets: ``epochs=3``; the value may be empty."""
    key, equals, value = line(text).partition("=")
    if not equals or not key.strip():
        raise refusal(text, _("write NAME=VALUE"))
    return key.strip(), value.strip()


def path(text: str) -> Path:
    """A file or folder, there or not. An empty name would mean the current folder."""
    if not text.strip():
        raise refusal(text, _("the name of a file is empty (a variable that is not set?)"))
    try:
        os.stat(text)
    except ValueError:  # a NUL
        raise refusal(text, _("no file can have this name")) from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise refusal(text, _("it is longer than the name of a file may be")) from None
    return Path(text)


def file_to_read(text: str) -> Path:
    """A file that is there."""
    if not path(text).exists():
        raise refusal(text, _("there is no such file"))
    if path(text).is_dir():
        raise refusal(text, _("this is a folder; name a file"))
    return Path(text)


def file_to_write(text: str) -> Path:
    """A file that is there or can be, in a folder that is there."""
    if path(text).is_dir():
        raise refusal(text, _("this is a folder; name a file"))
    if Path(text).exists() and not Path(text).is_file():
        raise refusal(text, _("this is a device or a pipe; name a file"))
    # Said before the work that is to be written there, not after it.
    if not Path(text).absolute().parent.is_dir():
        raise refusal(text, _("its folder does not exist"))
    return Path(text)


def folder_to_write(text: str) -> Path:
    """A folder that is there or can be made."""
    if path(text).exists() and not Path(text).is_dir():
        raise refusal(text, _("this is a file; name a folder"))
    return Path(text)


def votes(text: str) -> list[str]:
    """Votes with commas between them: 1 or 2 for the better answer, 0 both good, 9 both bad."""
    signs = [sign.strip() for sign in text.split(",")]
    if not signs or any(sign not in {"1", "2", "0", "9"} for sign in signs):
        raise CuratorError(_("Votes are 1, 2, 0 (both good) or 9 (both bad), with commas between."))
    return signs


def questions(text: str) -> Path | None:
    """A file of questions; None for ``validation``, the rows held out of the training."""
    return None if text == "validation" else file_to_read(text)
