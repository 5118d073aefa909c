"""What a book's format and rights are called on the pages."""

from __future__ import annotations

from studio.domain.book import Rights
from studio.i18n import _

RIGHTS = {
    Rights.PUBLIC_DOMAIN: _("public domain"),
    Rights.OWN: _("own"),
    Rights.LICENSED: _("licensed"),
    Rights.UNKNOWN: _("unknown"),
}
FORMATS = {
    "plain": _("Plain text"),
    "markdown": _("Markdown"),
    "gutenberg": _("Project Gutenberg text"),
    "aozora": _("Aozora Bunko text"),
    "epub": _("EPUB"),
    "html": _("HTML"),
    "docx": _("Word document"),
    "pdf": _("PDF"),
}
