"""The files a training is sent: a version as it was frozen, or a share of its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from studio.atomic_file import write_pieces
from studio.domain.dataset import ExportedFile, Split
from studio.domain.errors import CuratorError
from studio.domain.run import Endpoint, Method
from studio.i18n import _
from studio.services.session import Session
from studio.services.settings.endpoint_limits import limits_of, most_row_tokens
from studio.services.training.order import Order
from studio.services.versions import export

Item = TypeVar("Item")

MEGABYTE = 1_000_000
FORMS = {Method.SUPERVISED: "openai", Method.PREFERENCE: "dpo"}
"""Forms of an export, by how a model learns."""


def exports_folder(session: Session) -> Path:
    """Where runs write their files: beside the library."""
    return session.library.path.parent / f"{session.library.name}-exports"


def write_files(session: Session, order: Order) -> list[ExportedFile]:
    """The files of an order, held against what the endpoint takes and the model reads of a row.

    ``CuratorError`` where one is too large or has too few rows.
    """
    endpoint = session.settings.endpoint(order.endpoint)
    limits = limits_of(endpoint)
    files = export.write(
        session,
        order.version,
        exports_folder(session) / f"version-{order.version}",
        form=FORMS[order.wishes.method],
        bom=bool(limits.bom),
        most_tokens=most_row_tokens(session, order.endpoint, order.model),
    ).value
    if not order.wishes.validation:
        files = [file for file in files if file.split is Split.TRAIN]
    if order.wishes.share < 1:
        files = [_thin(file, order.wishes.share, order.seed) for file in files]
    if limits.fewest_rows:
        _refuse_few(files, limits.fewest_rows, endpoint)
    if limits.most_megabytes:
        _refuse_large(files, limits.most_megabytes, endpoint)
    return files


def _thin(file: ExportedFile, share: float, seed: int | None) -> ExportedFile:
    """A file of a share of the rows; what is measured on stays whole, so that runs compare."""
    if file.split is not Split.TRAIN:
        return file
    lines = file.path.read_bytes().splitlines(keepends=True)
    # The mark at the head of the file is no part of its first row.
    head = export.BOM if lines and lines[0].startswith(export.BOM) else b""
    lines[:1] = [line.removeprefix(head) for line in lines[:1]]
    rows = list(choose_rows(lines, share, seed))
    mark = f"{share * 100:g}" + (f"-seed-{seed}" if seed else "")
    path = file.path.with_stem(f"{file.path.stem}-{mark}")
    content = head + b"".join(rows)
    write_pieces(path, [content])
    tokens = round(file.tokens * share)
    return replace(
        file,
        path=path,
        rows=len(rows),
        tokens=tokens,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def choose_rows(rows: Iterable[Item], share: float, seed: int | None = None) -> Iterator[Item]:
    """A share of rows in their order: by chance, but the same ones for the same ``seed``.

    A larger share holds every row of a smaller one, so that a learning curve adds rows and
    exchanges none.
    """
    items = list(rows)
    count = max(1, round(len(items) * share)) if share < 1 else len(items)
    # By a hash and not by a generator of random numbers: no other version of Python draws others.
    ranks = sorted(range(len(items)), key=lambda index: _draw(index, seed))
    # In the order of the file: what follows on what is a part of how a version was made.
    chosen = set(ranks[:count])
    yield from (item for index, item in enumerate(items) if index in chosen)


def _draw(index: int, seed: int | None) -> bytes:
    return hashlib.sha256(f"{seed or 0}/{index}".encode()).digest()


def _refuse_few(files: list[ExportedFile], fewest: int, endpoint: Endpoint) -> None:
    rows = sum(file.rows for file in files if file.split is Split.TRAIN)
    if rows < fewest:
        raise CuratorError(
            _(
                "{n} rows would be trained on; {endpoint} takes at least {least}. Nothing was sent."
            ).format(n=rows, endpoint=endpoint.title or endpoint.name, least=fewest)
        )


def _refuse_large(files: list[ExportedFile], most: int, endpoint: Endpoint) -> None:
    largest = max(file.path.stat().st_size for file in files) / MEGABYTE
    if largest > most:
        raise CuratorError(
            _(
                "A file has {n:,.0f} MB; {endpoint} takes at most {most:,}. Nothing was sent."
            ).format(n=largest, endpoint=endpoint.title or endpoint.name, most=most)
        )
