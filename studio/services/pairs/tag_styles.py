"""Tags of a library: the key that puts one on a pair, and its colour."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from studio.domain.errors import CuratorError
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _
from studio.services.session import Session

SETTING = "tag_styles"
COLOURS = {
    "accent": N_("Blue"),
    "teal": N_("Teal"),
    "violet": N_("Violet"),
    "rose": N_("Rose"),
    "olive": N_("Olive"),
    "slate": N_("Grey"),
}
"""Colours that say nothing else here: none is that of a warning or an error.

To add one: a row here, and its letters and ground in each scheme of ``ui/theme.py``.
"""


@dataclass(frozen=True)
class TagStyle:
    """``key`` is a letter or a digit, "" for none; ``colour`` one of ``COLOURS``."""

    key: str = ""
    colour: str = "accent"


def read_styles(session: Session) -> dict[str, TagStyle]:
    """Tags that have a key or a colour of their own."""
    rows = json.loads(session.library.settings.get(SETTING) or "{}")
    return {tag: TagStyle(**row) for tag, row in rows.items()}


def set_style(session: Session, tag: str, style: TagStyle) -> Done[None]:
    """Give a tag its key and its colour; a key that another tag had is that one's no more.

    ``CuratorError`` for a key that is neither a letter nor a digit.
    """
    if style.key and not (len(style.key) == 1 and style.key.isalnum()):
        raise CuratorError(_("The key of a tag is one letter or one digit."))
    # Two tags with one key would leave it to chance which is put on.
    styles = {
        name: TagStyle("", old.colour) if style.key and old.key == style.key else old
        for name, old in read_styles(session).items()
    }
    styles[tag] = style
    rows = {name: asdict(each) for name, each in styles.items() if each != TagStyle()}
    text = json.dumps(rows, ensure_ascii=False) if rows else ""
    with session.library.journal.edit(_("Change the tag “{tag}”").format(tag=tag)):
        session.library.settings.set(SETTING, text)
    return Done(Changes(Change.SETTINGS))
