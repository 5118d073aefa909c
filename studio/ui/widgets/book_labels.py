"""What a book's format and rights are called on the pages."""

from __future__ import annotations

from studio.domain.book import Rights
from studio.i18n import N_, _

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
    "language": N_("Used for cutting, checking and drafting; the book's words are not changed"),
    "viewpoint": N_(
        "Who speaks in the book, for example the author, a pupil, a critic. It goes into reports, "
        "so that you see whose voice your data has; no pair is changed by it."
    ),
}
"""What to write in a field of a book where its name alone does not say it."""
DROPPED = {
    "Project Gutenberg header": N_("Project Gutenberg header"),
    "Project Gutenberg footer and licence": N_("Project Gutenberg footer and licence"),
    "Producer's credits": N_("Producer's credits"),
    "Transcriber's notes": N_("Transcriber's notes"),
    "Emphasis marks (_)": N_("Emphasis marks (_)"),
    "Title and author lines": N_("Title and author lines"),
    "Aozora legend of marks": N_("Aozora legend of marks"),
    "Ruby readings": N_("Ruby readings"),
    "Aozora notes ［＃…］": N_("Aozora notes ［＃…］"),
    "Aozora closing notes (底本 …)": N_("Aozora closing notes (底本 …)"),
    "Characters without a code (written 〓)": N_("Characters without a code (written 〓)"),
    "Page numbers": N_("Page numbers"),
    "Note marks": N_("Note marks"),
    "Notes": N_("Notes"),
    "Navigation": N_("Navigation"),
    "Hidden text": N_("Hidden text"),
    "Running heads": N_("Running heads"),
    "Words outside the page": N_("Words outside the page"),
    "Emphasis dots": N_("Emphasis dots"),
    "Deleted words (tracked changes)": N_("Deleted words (tracked changes)"),
    "Front matter": N_("Front matter"),
    "HTML tags": N_("HTML tags"),
    "Pictures": N_("Pictures"),
    "References to no character": N_("References to no character"),
    "Pages that are missing or damaged": N_("Pages that are missing or damaged"),
    "Pages with a picture and hardly a word": N_("Pages with a picture and hardly a word"),
    "Parts that are damaged": N_("Parts that are damaged"),
}
"""What readers leave out, by the name a library keeps of it. To add one: the reader's name for it
and its words; what follows a colon (pages, file names) is shown as it is."""


def name_dropped(stored: str) -> str:
    """What a reader left out, in the curator's language."""
    name, colon, rest = stored.partition(": ")
    return _(DROPPED[name]) + colon + rest if name in DROPPED else stored
