"""The one place where sentences for people are translated: ``from studio.i18n import _``."""

from __future__ import annotations

import gettext
from pathlib import Path

LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "resources" / "locale"


def _(sentence: str) -> str:
    """The sentence in the language of the system, or as it is where no translation is known."""
    return gettext.dgettext("studio", sentence)


gettext.bindtextdomain("studio", str(LOCALE_FOLDER))
