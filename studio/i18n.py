"""The one place where sentences for people are translated.

``_`` translates where a sentence is shown, ``plural`` does the same for a number of things, and
``N_`` only marks what stands in a table: a table is made once, but the language may change.
"""

from __future__ import annotations

import gettext
import json
import locale
import os
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from studio.resources import RESOURCES

LOCALE_FOLDER = RESOURCES / "locale"
LANGUAGES = {"en": "English", "ja": "日本語"}
"""The languages the studio speaks, each under its own name.

To add one: its row here, ``build/translations`` for its catalogue, a date in ``DATES``, a comma in
``COMMAS``, a gap in ``GAPS``.
"""
SYSTEM = "system"
COMMAS = {"en": ", ", "ja": "、"}
GAPS = {"en": " ", "ja": ""}
"""What stands between two sentences."""
DATES = {"en": "%Y-%m-%d", "ja": "{0.year}年{0.month}月{0.day}日"}

# English needs no catalogue: its sentences are the keys.
_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


class Sentence(str):
    """A sentence as it is said now, which also knows what it says: ``keep`` writes that down, so
    that ``recall`` can say it in whatever language is spoken then."""

    _forms: tuple[str, ...] = ()
    _number = 0
    _values: Mapping[str, object] = {}

    def format(self, *args: object, **values: object) -> str:
        """As ``str`` does; what is formatted by names still knows what it says."""
        text = str.format(self, *args, **values)
        return text if args else _remember(text, self._forms, self._number, values)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        # For another process it is words.
        return str, (str(self),)

    def keep(self) -> dict[str, object]:
        """What it says, as JSON can hold it."""
        values = {
            name: value.keep()
            if isinstance(value, Sentence)
            else value
            if isinstance(value, str | int | float)
            else str(value)
            for name, value in self._values.items()
        }
        return {"forms": self._forms, "n": self._number, "values": values}


def _remember(
    text: str, forms: tuple[str, ...], number: int, values: Mapping[str, object]
) -> Sentence:
    sentence = Sentence(text)
    sentence._forms, sentence._number, sentence._values = forms, number, values
    return sentence


def _(sentence: str) -> str:
    """The sentence in the chosen language, or as it is where no translation is known."""
    return _remember(_catalogue.gettext(sentence), (sentence,), 0, {})


def plural(one: str, many: str, n: int) -> str:
    """The sentence for one thing or for ``n`` of them; both may hold ``{n}``."""
    return _remember(_catalogue.ngettext(one, many, n), (one, many), n, {})


def keep_sentence(text: str) -> str:
    """What a sentence says, as text to be stored; "" for words that nobody can translate."""
    return json.dumps(text.keep(), ensure_ascii=False) if isinstance(text, Sentence) else ""


def recall_sentence(kept: str, otherwise: str) -> str:
    """A stored sentence in the language that is spoken now; ``otherwise`` where nothing is kept."""
    try:
        return _recall(json.loads(kept)) if kept else otherwise
    except (LookupError, TypeError, ValueError):
        return otherwise


def _recall(stored: Mapping[str, Any]) -> str:
    forms = [str(form) for form in stored["forms"]]
    values = {
        name: _recall(value) if isinstance(value, dict) else value
        for name, value in stored["values"].items()
    }
    text = _(forms[0]) if len(forms) == 1 else plural(forms[0], forms[1], int(stored["n"]))
    return text.format(**values)


def N_(sentence: str) -> str:
    """Mark a sentence that stands in a table: ``_`` translates it where it is shown."""
    return sentence


def in_every_language(sentence: str) -> list[str]:
    """The sentence in each language that the studio speaks: one may look for it in any of them."""
    catalogues = [
        gettext.translation("studio", str(LOCALE_FOLDER), languages=[code], fallback=True)
        for code in LANGUAGES
    ]
    return list(dict.fromkeys(catalogue.gettext(sentence) for catalogue in catalogues))


def use_language(choice: str) -> str:
    """Speak this language from now on (``system``: the computer's); the code of what is spoken."""
    global _catalogue, _language
    _language = find_language(choice)
    _catalogue = gettext.translation(
        "studio", str(LOCALE_FOLDER), languages=[_language], fallback=True
    )
    return _language


def find_language(choice: str) -> str:
    """The code of the language that a choice in the settings means; English where it is none."""
    code = system_language() if choice == SYSTEM else choice
    return code if code in LANGUAGES else "en"


def language() -> str:
    """The code of the language that is spoken."""
    return _language


def system_language() -> str:
    """The first language of this computer that the studio speaks, else English."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        for name in os.environ.get(variable, "").split(":"):
            if name[:2] in LANGUAGES:
                return name[:2]
        # As everywhere: a variable that says another language outranks those after it.
        if os.environ.get(variable):
            return "en"
    # Windows and macOS set none of them; Windows calls its languages by their English names.
    name = locale.getlocale()[0] or ""
    return "ja" if name.startswith(("ja", "Japanese")) else "en"


def join_list(words: Iterable[str]) -> str:
    """Words one after the other as the language that is spoken lists them: “a, b”, 「a、b」."""
    return COMMAS[_language].join(words)


def join_sentences(*sentences: object) -> str:
    """Whole sentences one after the other; what is empty or None is left out."""
    return GAPS[_language].join(str(sentence) for sentence in sentences if sentence)


def join_title(title: str, text: object) -> str:
    """A title with what belongs to it: “Light: on”, 「明かり：オン」."""
    return _("{title}: {value}").format(title=title, value=text)


def join_range(low: object, high: object) -> str:
    """From one figure to another: “3–5”, 「3〜5」."""
    return _("{low}–{high}").format(low=low, high=high)


def add_in_brackets(text: str, more: object) -> str:
    """A text with more about it in brackets, as the language that is spoken writes them."""
    return _("{text} ({more})").format(text=text, more=more)


def format_date(day: date) -> str:
    """A day as it is written in the language that is spoken."""
    pattern = DATES[_language]
    return pattern.format(day) if "{" in pattern else day.strftime(pattern)
