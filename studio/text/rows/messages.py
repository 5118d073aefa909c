"""Messages of a row: what a provider accepts as one, role by role.

Source: the message schemas that the API's row schemas refer to
(``ChatCompletionRequest…Message``, ``…ContentPart…``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from studio.i18n import _, join_list
from studio.text.rows.faults import Fault, shorten
from studio.text.rows.tools import find_call_faults

PART_TYPES: Mapping[str, frozenset[str]] = {
    "system": frozenset({"text"}),
    "developer": frozenset({"text"}),
    "user": frozenset({"text", "image_url"}),
    "assistant": frozenset({"text", "refusal"}),
    "tool": frozenset({"text"}),
    "function": frozenset(),
}
"""Every role, and which parts its content may be made of; text alone is taken everywhere. Audio and
files are parts of a chat, and of no row."""
ROLES = frozenset(PART_TYPES)
IMAGE_DETAILS = ("auto", "low", "high")
_KEYS = frozenset(
    {"role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"}
)


def find_message_faults(messages: Sequence[object]) -> Iterator[Fault]:
    """Everything for which a provider would refuse one of these messages by itself."""
    for number, message in enumerate(messages, 1):
        if not isinstance(message, dict):
            yield "data_type", _("Message {n} is not an object.").format(n=number)
            continue
        role = message.get("role")
        if not isinstance(role, str) or role not in ROLES:
            yield (
                "unrecognized_role",
                _("Message {n} has the role {role}.").format(n=number, role=shorten(role)),
            )
            continue
        yield from _find_key_faults(message, number)
        yield from _find_content_faults(message, number)
        yield from find_call_faults(message, number)


def _find_key_faults(message: Mapping[str, object], number: int) -> Iterator[Fault]:
    for key in message:
        if key not in _KEYS:
            yield (
                "message_unrecognized_key",
                _("Message {n} has the key “{key}”, which is unknown.").format(
                    n=number, key=shorten(key)
                ),
            )
    if "name" in message and not isinstance(message["name"], str):
        yield "data_type", _("Message {n} has a name that is not text.").format(n=number)
    if message["role"] == "function" and not message.get("name"):
        yield (
            "missing-name",
            _("Message {n} is a function's result without the function's name.").format(n=number),
        )
    if not isinstance(message.get("refusal"), str | None):
        yield "data_type", _("Message {n} has a refusal that is not text.").format(n=number)
    if "weight" in message:
        yield from _find_weight_faults(message, number)


def _find_weight_faults(message: Mapping[str, object], number: int) -> Iterator[Fault]:
    weight = message["weight"]
    if message["role"] != "assistant":
        yield (
            "weight-not-assistant",
            _("Message {n} has a weight; only answers may.").format(n=number),
        )
    # True equals 1 in Python, and not in JSON.
    elif isinstance(weight, bool) or not isinstance(weight, int) or weight not in (0, 1):
        yield (
            "invalid-weight",
            _("Message {n} has the weight {weight}; it must be 0 or 1.").format(
                n=number, weight=shorten(weight)
            ),
        )


def _find_content_faults(message: Mapping[str, object], number: int) -> Iterator[Fault]:
    content, role = message.get("content"), message["role"]
    calls = role == "assistant" and (message.get("tool_calls") or message.get("function_call"))
    if content is None and (calls or (role == "function" and "content" in message)):
        return
    if isinstance(content, str):
        if not content.strip() and not calls and role not in ("tool", "function"):
            yield "missing_content", _("Message {n} is empty.").format(n=number)
    elif isinstance(content, list) and content and role != "function":
        yield from _find_part_faults(content, str(role), number)
    else:
        yield "missing_content", _("Message {n} has no text as its content.").format(n=number)


def _find_part_faults(parts: Sequence[object], role: str, number: int) -> Iterator[Fault]:
    for part in parts:
        if not isinstance(part, dict) or not _is_part(part, role):
            yield "content-part", _explain_part(role, number)
            return
        image = part.get("image_url")
        if isinstance(image, dict) and image.get("detail", "auto") not in IMAGE_DETAILS:
            yield (
                "image-detail",
                _(
                    "Message {n} has a picture with the detail {detail}; it is one of: {all}."
                ).format(n=number, detail=shorten(image["detail"]), all=join_list(IMAGE_DETAILS)),
            )
    kinds = [part.get("type") for part in parts if isinstance(part, dict)]
    if "refusal" in kinds and len(kinds) > 1:
        yield (
            "content-part",
            _("Message {n} has a refusal and something else; a refusal must be alone.").format(
                n=number
            ),
        )
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    if set(kinds) == {"text"} and not any(str(text).strip() for text in texts):
        yield "missing_content", _("Message {n} is empty.").format(n=number)


def _is_part(part: Mapping[str, object], role: str) -> bool:
    kind = part.get("type")
    if not isinstance(kind, str) or kind not in PART_TYPES[role]:
        return False
    value = part.get(kind)
    if kind == "image_url":
        return isinstance(value, dict) and isinstance(value.get("url"), str) and bool(value["url"])
    return isinstance(value, str)


def _explain_part(role: str, number: int) -> str:
    if role == "user":
        return _(
            "Message {n} has a content part that is neither text nor an image_url with its url."
        ).format(n=number)
    return _(
        "Message {n} has a content part that is not text; only a user's message may have pictures."
    ).format(n=number)
