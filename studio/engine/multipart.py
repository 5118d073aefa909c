"""Reads an upload: a form of several parts, one of them the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser

from studio.engine.errors import refuse_value


@dataclass
class Form:
    """The fields of an upload and its file, if there is one."""

    fields: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    content: bytes | None = None


def read_form(content_type: str, body: bytes) -> Form:
    """The parts of a ``multipart/form-data`` body (RFC 7578); raises ApiError 400."""
    header = Message()
    header["Content-Type"] = content_type
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise refuse_value("file", "Send the file as multipart/form-data.")
    form = Form()
    marker = b"\r\n--" + boundary.encode()
    for section in (b"\r\n" + body).split(marker)[1:]:
        if section.startswith(b"--"):
            break
        head, blank_line, content = section.lstrip(b"\r\n").partition(b"\r\n\r\n")
        if not blank_line:
            raise refuse_value("file", "The upload is cut short.")
        _add(form, BytesHeaderParser().parsebytes(head + b"\r\n\r\n"), content)
    return form


def _add(form: Form, header: Message, content: bytes) -> None:
    name = header.get_param("name", header="Content-Disposition")
    if name == "file":
        form.filename = header.get_filename() or "upload"
        form.content = content
    elif isinstance(name, str):
        form.fields[name] = content.decode("utf-8", "replace").strip()
