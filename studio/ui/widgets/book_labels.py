"""What a book's format and rights are called on the pages."""

from __future__ import annotations

from studio.domain.book import Rights
from studio.i18n import N_

RIGHTS = {
    Rights.PUBLIC_DOMAIN: N_("public domain"),
    Rights.OWN: N_("own"),
    Rights.LICENSED: N_("licensed"),
    Rights.UNKNOWN: N_("unknown"),
}
FORMATS = {
    "plain": N_("Plain text"),
    "markdown": N_("Markdown"),
    "gutenberg": N_("Project Gutenberg text"),
    "aozora": N_("Aozora Bunko text"),
    "epub": N_("EPUB"),
    "html": N_("HTML"),
    "docx": N_("Word document"),
    "pdf": N_("PDF"),
}
FIELD_TIPS = {
    "language": N_("The language's code: en, ja, zh, ko, de, fr …"),
    "viewpoint": N_("Who speaks in the book, for example the author, a pupil, a critic"),
}
"""What to write in a field of a book where its name alone does not say it."""
