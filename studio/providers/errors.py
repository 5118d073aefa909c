"""What went wrong out there, in the studio's own errors, and without a key in any of them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from json import JSONDecodeError

from studio.domain.errors import (
    DiskError,
    EndpointError,
    KeyRefused,
    RateLimited,
    StudioError,
    TrainingNotAvailable,
    Unreachable,
)
from studio.i18n import _, add_in_brackets
from studio.os_errors import explain_os_error
from studio.providers.addresses import is_here

TRAINING_NOT_AVAILABLE = "training_not_available"  # OpenAI's code since 2026-05-07
LONGEST_DETAIL = 500  # characters of a provider's message

_KEY_SHAPES = (
    re.compile(r"\bsk-[\w*.…-]+"),
    re.compile(r"(?<=Bearer )\S+", re.IGNORECASE),
)


class Unreadable(Exception):
    """A reply came, but it is not what the OpenAI API replies."""


class ErrorInReply(Unreadable):
    """A reply that says success in its status and an error in its words, which are the text."""


def refuse_error(reply: object) -> None:
    """``ErrorInReply`` where a reply is an error and nothing besides.

    A job or a file has an ``error``, too, but also an id.
    """
    to_dict = getattr(reply, "to_dict", None)
    record = to_dict() if callable(to_dict) else reply
    if not isinstance(record, Mapping) or any(record.get(name) for name in ("id", "data", "name")):
        return
    error = record.get("error")
    message = error.get("message") or error.get("code") if isinstance(error, Mapping) else error
    if error:
        raise ErrorInReply(str(message or ""))


def redact(text: str, key: str | None = None) -> str:
    """``text`` with the key itself, and whatever looks like one, taken out."""
    if key:
        text = text.replace(key, "…")
    for shape in _KEY_SHAPES:
        text = shape.sub("…", text)
    return text


NOBODY_THERE = ("refused", "connection attempts failed")
"""How a client says that no program listens at an address."""


def translate_error(error: Exception, host: str, key: str | None) -> StudioError | None:
    """Our error for one of the client's, or None where it is none of the client's.

    Raise the result ``from None``: the client's own text may repeat the key.
    """
    import httpx2  # with openai: 0.7 s, so only once something was asked
    import openai

    if isinstance(error, openai.APIConnectionError):
        return unreachable(host, redact(_reason(error), key))
    if isinstance(error, openai.APIStatusError):
        detail = redact(_detail(error), key)
        wait = read_wait(error.response.headers)
        return _translate_status(error.status_code, error.code, detail, host, wait)
    if isinstance(error, openai.APIError):  # an error in the middle of a stream
        return _translate_status(None, error.code, redact(_detail(error), key), host)
    if isinstance(error, httpx2.RequestError):
        return unreachable(host, redact(str(error), key))
    if isinstance(error, (httpx2.InvalidURL, UnicodeError)):
        return EndpointError(
            _("{host} is not an address that can be reached; check the base URL.").format(host=host)
        )
    if isinstance(error, ErrorInReply):
        line = _("{host} answered with an error in place of a result.")
        return EndpointError(_join_detail(line.format(host=host), redact(str(error), key)))
    unreadable = (Unreadable, JSONDecodeError, httpx2.HTTPError, httpx2.StreamError)
    if isinstance(error, (*unreadable, openai.OpenAIError)):
        return not_understood(host)
    if isinstance(error, OSError):
        return DiskError(
            _("{file} can't be read: {detail}.").format(
                file=error.filename or _("The file"), detail=explain_os_error(error)
            )
        )
    return None


def unreachable(host: str, detail: str = "") -> Unreachable:
    """No whole answer came."""
    line = _("{host} did not answer. Check the network and the base URL, then try again.")
    # Between a computer and itself there is no network that could be at fault.
    if is_here(f"//{host}") and any(sign in detail.lower() for sign in NOBODY_THERE):
        line = _(
            "Nothing answers at {host}: the program there is not running. Start it, then try again."
        )
    return Unreachable(_join_detail(line.format(host=host), detail))


def not_understood(host: str) -> EndpointError:
    """An answer came, but not one of the OpenAI API."""
    return EndpointError(
        _(
            "{host} gave an answer that is not the OpenAI API's; check "
            "that the base URL is complete (it often ends in /v1)."
        ).format(host=host)
    )


def read_wait(headers: Mapping[str, str]) -> float | None:
    """In how many seconds a server wants to be asked again, from its headers; None: not said."""
    # https://www.rfc-editor.org/rfc/rfc9110#field.retry-after: seconds or a date.
    after = headers.get("retry-after", "").strip()
    try:
        if milliseconds := headers.get("retry-after-ms", "").strip():
            return max(0.0, float(milliseconds) / 1000)
        if after.replace(".", "", 1).isdigit():
            return float(after)
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time()) if after else None
    except (ValueError, TypeError, OverflowError):
        return None


def _translate_status(
    status: int | None, code: str | None, detail: str, host: str, wait: float | None = None
) -> EndpointError:
    if status == 401:
        line = _("{host} refused the key, or there is none; set it in the settings.")
        return KeyRefused(_join_detail(line.format(host=host), detail), status=status, code=code)
    if status == 403 and code == TRAINING_NOT_AVAILABLE:
        line = _(
            "{host} no longer lets this organisation start trainings, and "
            "another key or model won't help: train the same version at "
            "another endpoint of the list, or on this computer with the "
            "local engine. Nothing is charged."
        )
        return TrainingNotAvailable(
            _join_detail(line.format(host=host), detail), status=status, code=code
        )
    if status == 429:
        line = _("Too many requests to {host}, or the quota is used up; try again later.")
        text = _join_detail(line.format(host=host), detail)
        return RateLimited(text, status=status, code=code, wait_seconds=wait)
    if status is not None and status >= 500:
        line = _("{host} failed ({status}); try again later.")
    elif status is not None:
        line = _("{host} refused the request ({status}).")
    else:
        line = _("The answer of {host} was cut off.")
    return EndpointError(
        _join_detail(line.format(host=host, status=status), detail), status=status, code=code
    )


def _detail(error: Exception) -> str:
    """The provider's own words: OpenAI's ``message``, other servers' ``detail``, or nothing."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        for word in ("message", "detail", "error"):
            if isinstance(body.get(word), str):
                return str(body[word])
    return ""


def _reason(error: BaseException) -> str:
    """Why there was no connection; the client itself only says "Connection error."."""
    return str(error.__cause__ or error)


def _join_detail(line: str, detail: str) -> str:
    detail = " ".join(detail.split())[:LONGEST_DETAIL]
    return add_in_brackets(line, detail) if detail else line
