"""The prompts a model is given: shipped in English and Japanese, or a library's own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from studio.domain.errors import CuratorError
from studio.domain.model_job import JobKind
from studio.domain.pair import Pair
from studio.domain.suggestion import SuggestionKind
from studio.domain.work import Change, Changes, Done
from studio.i18n import N_, _, join_list
from studio.resources import RESOURCES
from studio.services.session import Session
from studio.text.languages import find_language

FOLDER = RESOURCES / "prompts"
FALLBACK = "en"
SETTING = {JobKind.CONDENSE: "condense_prompt", JobKind.QUESTIONS: "question_prompt"}
"""Under which name a library keeps its own text of each prompt."""
GUIDELINES = "guidelines"
LONGEST = 20_000
"""Characters of a prompt or of guidelines: what is longer was pasted by mistake."""

PLACEHOLDERS = {
    "language": N_("the passage's language"),
    "n": N_("how many candidates"),
    "kinds": N_("the kinds of questions that are asked for"),
    "guidelines": N_("the library's guidelines"),
    "examples": N_("accepted pairs as examples"),
}
"""What a prompt may leave open, and what is put there. To add one: a row here, and its text in
``fill_prompt``."""
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][\w-]*)\}")
_BLANK_LINES = re.compile(r"\n{3,}")


def read_prompt(session: Session, kind: JobKind, language: str = "") -> str:
    """The text of a prompt: the library's own, else the shipped one in the passage's language."""
    return session.library.settings.get(SETTING[kind]) or read_shipped(kind, language)


def has_own_prompt(session: Session, kind: JobKind) -> bool:
    """Whether the library has a prompt of its own."""
    return bool(session.library.settings.get(SETTING[kind]))


def read_shipped(kind: JobKind, language: str = "") -> str:
    """The text that came with the studio."""
    code = language if language in _parts() else FALLBACK
    return (FOLDER / f"{kind}.{code}.md").read_text(encoding="utf-8").strip()


def write_prompt(session: Session, kind: JobKind, text: str) -> Done[None]:
    """Give the library a prompt of its own; "" (or the shipped text) goes back to the shipped.

    ``CuratorError`` where it leaves something open that nobody fills.
    """
    text = check_prompt(text)
    if text in ("", *(read_shipped(kind, code) for code in _parts())):
        text = ""
    return _write(session, SETTING[kind], text, _("Change the instructions"))


def read_guidelines(session: Session) -> str:
    """What the curator wrote down for whoever writes pairs: Markdown, "" for none."""
    return session.library.settings.get(GUIDELINES)


def write_guidelines(session: Session, text: str) -> Done[None]:
    """Change the guidelines; they are part of every prompt from now on."""
    return _write(session, GUIDELINES, _check_length(text), _("Change the guidelines"))


def check_prompt(text: str) -> str:
    """A prompt without blanks around it; ``CuratorError`` saying what can't be filled in."""
    text = _check_length(text)
    unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
    if unknown:
        raise CuratorError(
            _(
                "The instructions have a placeholder {name} that nothing is "
                "put into. There are {names}; other braces are kept if there "
                "is a blank in them."
            ).format(
                name=f"{{{unknown[0]}}}", names=join_list(f"{{{name}}}" for name in PLACEHOLDERS)
            )
        )
    return text


def fill_prompt(
    prompt: str,
    *,
    kind: JobKind,
    language: str,
    candidates: int,
    kinds: Sequence[SuggestionKind],
    guidelines: str,
    examples: Sequence[Pair],
) -> str:
    """The whole system message: the prompt with everything put in, and the form of the reply.

    Guidelines and examples are part of every prompt: one that leaves no place open has them below.
    """
    parts = _parts_of(language)
    texts = {
        "language": find_language(language).name,
        "n": str(candidates),
        "kinds": _write_kinds(parts, kind, kinds),
        "guidelines": _head(parts["guidelines"], guidelines.strip()),
        "examples": _head(parts["examples"], _write_examples(parts, examples)),
    }
    text = _PLACEHOLDER.sub(lambda match: texts.get(match[1], match[0]), prompt)
    # What a curator's own prompt gives no place is no less wanted.
    placed = _PLACEHOLDER.findall(prompt)
    left_out = [texts[name] for name in ("kinds", "guidelines", "examples") if name not in placed]
    system = "\n\n".join([text, *filter(None, left_out), parts[f"{kind}_form"].strip()])
    return _BLANK_LINES.sub("\n\n", system).strip()


def write_pair(language: str, prompt: str, answer: str) -> str:
    """A pair as it is shown to a model."""
    return str(_parts_of(language)["pair"]).format(question=prompt, answer=answer)


def write_passage(language: str, text: str) -> str:
    """A passage as it is shown to a model."""
    return f"{_parts_of(language)['passage']}\n\n{text.strip()}"


def _write(session: Session, name: str, text: str, label: str) -> Done[None]:
    if session.library.settings.get(name) == text:
        return Done(Changes())
    with session.library.journal.edit(label, merge_key=name):
        session.library.settings.set(name, text)
    return Done(Changes(Change.SETTINGS))


def _check_length(text: str) -> str:
    text = text.strip().replace("\0", "")
    if len(text) > LONGEST:
        raise CuratorError(
            _("This text has {n} characters; at most {most} are sent to a model.").format(
                n=f"{len(text):,}", most=f"{LONGEST:,}"
            )
        )
    return text


def _write_kinds(parts: Mapping[str, Any], kind: JobKind, kinds: Sequence[SuggestionKind]) -> str:
    lines = [f"- {parts['kinds'][name]}" for name in kinds]
    head = parts["question_kinds" if kind is JobKind.QUESTIONS else "condense_kinds"]
    return _head(head, "\n".join(lines))


def _write_examples(parts: Mapping[str, Any], examples: Sequence[Pair]) -> str:
    form = str(parts["example"])
    return "\n\n".join(form.format(question=pair.prompt, answer=pair.answer) for pair in examples)


def _head(heading: str, text: str) -> str:
    return f"{heading}\n{text}" if text else ""


def _parts_of(language: str) -> Mapping[str, Any]:
    parts = _parts()
    own: Mapping[str, Any] = parts.get(language, parts[FALLBACK])
    return own


@cache
def _parts() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "parts.toml").read_text(encoding="utf-8"))
