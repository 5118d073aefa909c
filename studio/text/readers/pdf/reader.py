"""A PDF is read at once, or in a sandbox where it draws forms within forms.

A form of ten forms of ten forms is a small file and years of work for whoever lays out its page,
which is done where no clock can stop it but the end of the process.
"""

from __future__ import annotations

from studio.domain.book import ReadBook
from studio.domain.errors import BookError
from studio.i18n import _
from studio.text import sandbox
from studio.text.readers.pdf import document
from studio.text.readers.pdf.book import read_pdf


def read(raw: bytes, *, ruby: bool = False) -> ReadBook:
    """As ``read_pdf``; a file that may draw forms within forms is read in a sandbox."""
    # Objects may be packed into streams, and a packed one may be a form.
    if b"/Form" not in raw and b"/ObjStm" not in raw:
        return read_pdf(raw, ruby=ruby)
    try:
        return sandbox.call(_read, raw, ruby, seconds=document.LONGEST_READING)
    except sandbox.TimedOut as error:
        raise BookError(document.explain_time()) from error
    except sandbox.Died as error:
        raise BookError(
            _(
                "This PDF can't be read: it is damaged, or would fill the "
                "memory. Get it again, or save it again from another program."
            )
        ) from error


def _read(raw: bytes, ruby: bool) -> ReadBook:
    return read_pdf(raw, ruby=ruby)
