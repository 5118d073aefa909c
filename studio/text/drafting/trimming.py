"""Trim an answer: take off marks of the book, and sentences that are cut or speak of the book."""

from __future__ import annotations

import re

from studio.text.languages import find_language
from studio.text.quality.pair_checks import PAIR_CHECKS, PairText
from studio.text.sentences.boundaries import split_sentences

_MARKS = (
    (re.compile(r"\[(?:Illustration|Footnote|Transcriber|Sidenote)[^\]]*\]|\[\d+\]"), ""),
    (re.compile(r"《[^》\n]*》|［＃[^］\n]*］|※"), ""),
    (re.compile(r"</?[a-zA-Z][^>\n]*>"), ""),
    (re.compile(r"_(\w[^_\n]*)_"), r"\1"),
)
_BY_CODE = {check.code: check for check in PAIR_CHECKS}


def trim_answer(answer: str, language: str = "") -> str:
    """The answer's whole sentences without marks of the book; "" where too little would be left.

    Nothing is added: what is left stands in the answer, in its order.
    """
    text = answer.strip()
    for pattern, left in _MARKS:
        text = pattern.sub(left, text)
    spans = split_sentences(text, language or "en")
    pieces = [text[span.start : span.end] for span in spans]
    # Only the ends can be cut through: the sentences between them are whole.
    if pieces and _hits("begins-midway", pieces[0], language):
        pieces = pieces[1:]
    if pieces and _hits("unfinished", pieces[-1], language):
        pieces = pieces[:-1]
    rest = "".join(piece for piece in pieces if not _hits("leftovers", piece, language)).strip()
    return rest if len(rest) >= find_language(language).shortest_answer else ""


def _hits(code: str, piece: str, language: str) -> bool:
    return _BY_CODE[code].hits(PairText("", piece.strip(), "", language))
