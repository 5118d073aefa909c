"""The one place where sentences for people are translated: ``from studio.i18n import _``."""

from __future__ import annotations

import gettext

from studio.resources import RESOURCES

LOCALE_FOLDER = RESOURCES / "locale"


def _(sentence: str) -> str:
    """The sentence in the language of the system, or as it is where no translation is known."""
    return gettext.dgettext("studio", sentence)


gettext.bindtextdomain("studio", str(LOCALE_FOLDER))
