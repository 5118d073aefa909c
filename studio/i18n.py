"""The one place where sentences for people are translated: ``from studio.i18n import _``."""

from __future__ import annotations

import gettext

from studio.resources import RESOURCES

LOCALE_FOLDER = RESOURCES / "locale"


def _(sentence: str) -> str:
    """The sentence in the language of the system, or as it is where no translation is known."""
    return gettext.dgettext("studio", sentence)


def N_(sentence: str) -> str:
    """Mark a sentence that stands in a table: ``_`` translates it where it is shown."""
    return sentence


gettext.bindtextdomain("studio", str(LOCALE_FOLDER))
