"""Find and replace in texts: plain words or a regular expression, within bounded time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.domain.errors import CuratorError
from studio.i18n import _

SECONDS = 0.5
"""Longest that an expression may take for one text; a sound one takes a thousandth of it."""
# Beside Japanese letters a Western word ends as it does beside a blank.
_WORD = r"[^\W\u3000-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]"


@dataclass(frozen=True)
class Replacing:
    """What is looked for and what comes in its place.

    With ``is_pattern`` both are as in Python's ``re``: ``\\1`` is the first group. ``whole_words``
    parts Western words alone, Japanese has no blanks between its own.
    """

    find: str
    replacement: str = ""
    is_pattern: bool = False
    match_case: bool = False
    whole_words: bool = False


Replace = Callable[[str], str]
"""Gives a text with everything replaced; CuratorError where that takes too long."""


def compile_replacing(rule: Replacing) -> Replace:
    """How a rule changes a text; CuratorError with one line where its expression is none."""
    import regex  # heavy, and only this module wants it: ``re`` knows no bound of time

    engine: Any = regex  # its functions have no types

    if not rule.find:
        raise CuratorError(_("Write what is to be found."))
    source = rule.find if rule.is_pattern else re.escape(rule.find)
    if rule.whole_words:
        source = rf"(?<!{_WORD})(?:{source})(?!{_WORD})"
    try:
        pattern = engine.compile(source, 0 if rule.match_case else regex.IGNORECASE)
    except (regex.error, IndexError) as error:
        raise CuratorError(
            _("This is not a valid regular expression: {reason}.").format(
                reason=f"{error}".rstrip(".")
            )
        ) from error
    template = rule.replacement if rule.is_pattern else rule.replacement.replace("\\", "\\\\")

    def replace(text: str) -> str:
        try:
            changed: str = pattern.sub(template, text, timeout=SECONDS)
        except TimeoutError as error:
            raise CuratorError(
                _("This expression takes too long. Write it without nested repetitions.")
            ) from error
        except (regex.error, IndexError) as error:
            raise CuratorError(
                _("The replacement names a group that the expression does not have.")
            ) from error
        return changed

    return replace
