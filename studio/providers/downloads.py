"""Downloads a large file so that a break costs nothing: it goes on where it stopped, also after
the program was ended in the middle."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from studio.domain.errors import EngineError
from studio.file_lock import try_lock
from studio.i18n import _
from studio.os_errors import explain_os_error

if TYPE_CHECKING:
    import ssl

    import httpx2

MEGABYTE = 1_000_000
STRIDE = 10 * MEGABYTE
"""After so many bytes, word is given."""
MOST_BREAKS = 5
"""Breaks in a row, with nothing that came between them, after which it is given up."""
SILENCE_SECONDS = 30.0
AUTHORITIES = ("PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""Variables that name the certificates a network of one's own is trusted by."""


@dataclass(frozen=True)
class Download:
    """What is downloaded, from where, and how one knows that it is that.

    ``title`` is what a person calls it; ``most_bytes`` are more than it can have.
    """

    url: str
    title: str
    sha256: str
    most_bytes: int
    pause: float = 1.0
    """Seconds after a first break; each further one doubles them."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request to the host, and to no other it leads to."""

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or self.url


class _Broken(Exception):
    """The connection broke; what had come is kept."""


@dataclass(frozen=True)
class _Begun:
    """A server's answer: from which byte on it sends, and how many there are in all (0: unsaid)."""

    start: int
    total: int


def download(wish: Download, path: Path) -> Iterator[str]:
    """Download a file to ``path``, telling how far it is; it takes its name once its hash is right.

    What came is kept beside it as ``.part`` and gone on with, now or at the next start.
    Raises EngineError in one line.
    """
    draft = path.with_name(f"{path.name}.part")
    with explain(wish.title, draft.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("a+b") as file:
            if not try_lock(file):
                raise EngineError(
                    _("Another program is already fetching {title}.").format(title=wish.title)
                )
            yield from _complete(wish, file, _Marks(draft.with_name(f"{draft.name}.json")))
        os.replace(draft, path)
        draft.with_name(f"{draft.name}.json").unlink(missing_ok=True)


@contextlib.contextmanager
def explain(title: str, folder: Path) -> Iterator[None]:
    """Say in a line that what is fetched can't be kept: mostly because the disk is full."""
    try:
        yield
    except OSError as error:
        raise EngineError(
            _(
                "{title} can't be kept in {folder}: {why}. What was downloaded "
                "is kept; free some space, then continue."
            ).format(title=title, folder=folder, why=explain_os_error(error))
        ) from error


def fetch_small(
    url: str, title: str, headers: Mapping[str, str], *, refusals: Mapping[int, str]
) -> bytes:
    """What stands at an address, whole; EngineError in a line, ``refusals`` for these statuses."""
    import httpx2  # with openai: 0.7 s, so only once something is fetched

    try:
        with httpx2.Client(
            follow_redirects=True, timeout=SILENCE_SECONDS, verify=_authorities()
        ) as client:
            reply = client.get(url, headers=dict(headers))
    except (httpx2.HTTPError, httpx2.StreamError) as error:
        raise EngineError(
            _("{title} can't be fetched: {why}").format(title=title, why=error)
        ) from error
    if reply.status_code != 200:
        line = _("{title} can't be fetched: {host} refused it ({status}).").format(
            title=title, host=urlsplit(url).hostname, status=reply.status_code
        )
        raise EngineError(refusals.get(reply.status_code, line))
    return reply.content


def _complete(wish: Download, file: IO[bytes], marks: _Marks) -> Iterator[str]:
    """Fetch until the file is whole and the right one; a wrong one that was put together from
    two fetches is fetched once more as a whole."""
    # Only what was put together from two fetches may be wrong by our own doing.
    resumed = _size_of(file) > 0
    yield from _fetch_patiently(wish, file, marks)
    if _hash_of(file) == wish.sha256:
        return
    _empty(file, marks)
    if resumed:
        yield _("What was downloaded before does not fit the rest: starting over.")
        yield from _fetch_patiently(wish, file, marks)
        if _hash_of(file) == wish.sha256:
            return
        _empty(file, marks)
    raise EngineError(
        _(
            "What {host} sent is not {title}: its hash is not the one this "
            "program knows. Nothing was kept; try another network, or "
            "report it."
        ).format(host=wish.host, title=wish.title)
    )


def _fetch_patiently(wish: Download, file: IO[bytes], marks: _Marks) -> Iterator[str]:
    """Fetch the rest; after a break go on, unless it breaks again and again with nothing coming."""
    breaks, length = 0, -1
    while True:
        # Whoever gave a byte since the last break deserves the full patience again.
        breaks = breaks + 1 if _size_of(file) == length else 0
        length = _size_of(file)
        try:
            return (yield from _fetch_rest(wish, file, marks))
        except _Broken as broken:
            if _size_of(file) == length and breaks >= MOST_BREAKS - 1:
                _raise_broken(wish, file, broken)
        yield _("The connection broke at {n} MB: continuing.").format(n=_megabytes(_size_of(file)))
        time.sleep(min(10.0, wish.pause * 2**breaks))


def _fetch_rest(wish: Download, file: IO[bytes], marks: _Marks) -> Iterator[str]:
    """One request: append what is missing, or begin anew where the server sends it all."""
    import httpx2  # with openai: 0.7 s, so only once something is fetched

    have = _size_of(file)
    headers = {**wish.headers, "Accept-Encoding": "identity"} | (
        marks.ask_from(have) if have else {}
    )
    timeout = httpx2.Timeout(SILENCE_SECONDS)
    try:
        with (
            httpx2.Client(follow_redirects=True, timeout=timeout, verify=_authorities()) as client,
            client.stream("GET", wish.url, headers=headers) as reply,
        ):
            # Asked for what lies behind the end of the file.
            if reply.status_code == 416:
                # It has no more than we have: the hash will tell whether that is all of it.
                return
            begun = _read_begin(wish, reply, have)
            yield from _describe_begin(have, begun)
            if begun.start == 0:
                _empty(file, marks)
            marks.keep(reply.headers)
            yield from _append(wish, file, reply, begun)
    except (httpx2.TransportError, httpx2.StreamError) as error:
        raise _Broken(str(error)) from error
    except httpx2.HTTPError as error:
        raise EngineError(
            _("{title} can't be fetched: {why}").format(title=wish.title, why=error)
        ) from error


def _read_begin(wish: Download, reply: httpx2.Response, have: int) -> _Begun:
    """Where the reply begins; an error for a refusal, or for a piece nobody asked for."""
    status, headers = reply.status_code, reply.headers
    if status == 200:
        begun = _Begun(0, _read_number(headers.get("content-length", "")))
    elif status == 206:
        begun = _read_range(headers.get("content-range", ""))
    elif status >= 500 or status == 429:
        # What may pass by itself is waited for like a connection that broke.
        raise _Broken(str(status))
    else:
        raise EngineError(
            _("{title} can't be fetched: {host} refused it ({status}).").format(
                title=wish.title, host=wish.host, status=status
            )
        )
    if begun.start not in (0, have):
        raise EngineError(
            _("{title} can't be fetched: {host} sent a different part than was asked for.").format(
                title=wish.title, host=wish.host
            )
        )
    return begun


def _describe_begin(have: int, begun: _Begun) -> Iterator[str]:
    total = _megabytes(begun.total) if begun.total else "?"
    if begun.start:
        yield _("Resumed at {n} of {total} MB").format(n=_megabytes(begun.start), total=total)
    elif have:
        yield _(
            "The server can't continue where it stopped, or has a different file: starting over."
        )


def _append(
    wish: Download, file: IO[bytes], reply: httpx2.Response, begun: _Begun
) -> Iterator[str]:
    """Write what comes, with word now and then; a reply that ends too early is a break."""
    done, next_word = begun.start, begun.start + STRIDE
    for piece in reply.iter_raw():
        file.write(piece)
        file.flush()
        done += len(piece)
        if done > wish.most_bytes:
            raise EngineError(
                _("{title} can't be fetched: {host} sends more than the file can have.").format(
                    title=wish.title, host=wish.host
                )
            )
        if done >= next_word:
            next_word += STRIDE
            total = _megabytes(begun.total) if begun.total else "?"
            yield _("Downloading: {n} of {total} MB").format(n=_megabytes(done), total=total)
    # The client is silent about a reply that ends before its announced length.
    if done < begun.total:
        raise _Broken("the reply ended too early")
    os.fsync(file.fileno())


class _Marks:
    """By what a server tells one file from another, kept beside what came of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask_from(self, have: int) -> dict[str, str]:
        """Headers that ask for the rest, or for all of it where the file is another by now."""
        headers = {"Range": f"bytes={have}-"}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            headers["If-Range"] = str(json.loads(self._path.read_bytes())["validator"])
        return headers

    def keep(self, headers: Mapping[str, str]) -> None:
        # A weak mark says "much the same", which is not enough to put two pieces together.
        mark = headers.get("etag", "")
        strong = mark if mark and not mark.startswith("W/") else headers.get("last-modified", "")
        if strong:
            self._path.write_text(json.dumps({"validator": strong}), encoding="utf-8")
        else:
            self.forget()

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)


def _authorities() -> ssl.SSLContext | bool:
    """The certificates that the installer trusts, too, where it was told of its own."""
    import ssl

    file = next((value for name in AUTHORITIES if (value := os.environ.get(name))), "")
    return ssl.create_default_context(cafile=file) if os.path.isfile(file) else True


def _size_of(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_size


def _hash_of(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _empty(file: IO[bytes], marks: _Marks) -> None:
    file.truncate(0)
    marks.forget()


def _read_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _read_range(text: str) -> _Begun:
    """``bytes 100-199/200`` as RFC 9110 writes it; one that can't be read fits no request."""
    span, _slash, total = text.removeprefix("bytes").strip().partition("/")
    start = span.partition("-")[0]
    return _Begun(_read_number(start) if start.isdigit() else -1, _read_number(total))


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.0f}"


def _raise_broken(wish: Download, file: IO[bytes], error: Exception) -> NoReturn:
    raise EngineError(
        _(
            "{title} can't be fetched: the connection to {host} keeps "
            "breaking ({why}). The {n} MB that came are kept; try again "
            "later to continue."
        ).format(title=wish.title, host=wish.host, why=error, n=_megabytes(_size_of(file)))
    ) from error
