"""Every error a curator can meet, told apart by whose fault it is and what can be done.

::

    StudioError                  one line that says what happened and what to do
    ├── CuratorError             the curator can mend it: a wrong file, a missing choice
    │   ├── BookError            this file can't be read as a book (or these rows as rows)
    │   │   └── NotText          it is of another kind: a picture, an archive, no known encoding
    │   ├── LibraryError         this library file can't be opened, read or written
    │   ├── InvalidDataset       the rows would be refused by the provider
    │   ├── OverBudget           the quote is above what is left of the budget
    │   └── ConsentNeeded        rights or personal data have to be agreed to before words leave
    └── WorldError               the world failed: disk, network, provider, engine
        ├── DiskError            no space, no permission, a device that went away
        ├── EndpointError        the provider refused or did not answer (``status``, ``code``)
        │   ├── KeyRefused       401: the key is wrong, or there is none
        │   ├── TrainingNotAvailable  403: this organisation may not train there any more
        │   ├── RateLimited      429: asked too often, or the quota is used up
        │   └── Unreachable      no answer at all; whether the request arrived is unknown
        └── EngineError          the local engine could not be set up or died

What is none of these is our own fault: it is left to crash with a report that can be sent.
Foreign exceptions are translated into these where they enter.
"""

from __future__ import annotations


class StudioError(Exception):
    """One line for a person: what happened, and what to do. Never holds a key.

    ``leads_to`` names the page or the command where it can be mended ("review", "settings"), so
    that a window can show a button; "": there is none.
    """

    leads_to: str = ""

    def __init__(self, *line: object, leads_to: str = "") -> None:
        super().__init__(*line)
        if leads_to:
            self.leads_to = leads_to


class CuratorError(StudioError):
    """The curator can mend it."""


class BookError(CuratorError):
    """This file can't be read as what it claims to be; the library is as before."""


class NotText(BookError):
    """This file is of a kind that holds no text, or no rows; who wanted something else of it than
    a book or rows says so in words of its own."""


class LibraryError(CuratorError):
    """This library can't be opened, read or written; nothing was changed."""


class InvalidDataset(CuratorError):
    """The rows would be refused by the provider; nothing was written."""


class OverBudget(CuratorError):
    """The quote is above what is left of the budget; nothing was sent."""

    leads_to = "settings"


class ConsentNeeded(CuratorError):
    """Words of unknown rights, or personal data, would leave the library; nothing was sent."""


class WorldError(StudioError):
    """The world failed; trying again later may work."""


class DiskError(WorldError):
    """No space, no permission, or a device that went away."""


class EndpointError(WorldError):
    """A provider refused or failed. ``status`` is the HTTP status, ``code`` the provider's word."""

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        leads_to: str = "",
    ) -> None:
        super().__init__(message, leads_to=leads_to)
        self.status = status
        self.code = code


class KeyRefused(EndpointError):
    """401: the key is wrong, or there is none."""

    leads_to = "settings"


class TrainingNotAvailable(EndpointError):
    """403 ``training_not_available``: this organisation may not train there any more."""


class RateLimited(EndpointError):
    """429: asked too often, or the quota is used up.

    ``wait_seconds`` is when the provider wants to be asked again, None where it does not say.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        wait_seconds: float | None = None,
    ) -> None:
        super().__init__(message, status=status, code=code)
        self.wait_seconds = wait_seconds


class Unreachable(EndpointError):
    """No whole answer came: whether the request arrived is unknown."""


class EngineError(WorldError):
    """The local engine could not be set up, started, or died."""
