"""The whole main job on the sample books: from files to a comparison, nothing simulated."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.atomic_file import write_text
from studio.domain.comparison import Comparison
from studio.domain.dataset import Version
from studio.domain.pair import Status
from studio.domain.pair_filter import PairFilter
from studio.domain.run import Hyperparameters, Run
from studio.domain.work import Change, Changes, Done, Job, Progress
from studio.i18n import _, language
from studio.resources import RESOURCES
from studio.services.books import ingest
from studio.services.comparison.asking import start_comparison
from studio.services.comparison.contestants import list_contestants
from studio.services.comparison.names import name_contestant
from studio.services.comparison.questions import choose_questions
from studio.services.fresh_library import find_free_name, make_folder
from studio.services.pairs import draft, review
from studio.services.passages import clean
from studio.services.sample_pairs import accept_samples
from studio.services.session import Session
from studio.services.training.estimate import find_languages, note_on
from studio.services.training.follow import follow_run
from studio.services.training.start import start_run
from studio.services.versions import export, freezing
from studio.text import readers
from studio.text.quality.pair_checks import passes

SAMPLES = RESOURCES / "samples"
SUFFIXES = (".txt", ".epub")
QUESTIONS = 6
SEED = 7
ENDPOINT, MODEL = "local", "rehearsal-tiny"
EPOCHS = 3
"""Of a real model; the rehearsal model needs many more and has them."""


@dataclass(frozen=True)
class DemoReport:
    """What the demo leaves behind."""

    library: Path
    pairs: int
    accepted: int
    export: list[Path]
    run: Run
    comparison: Comparison


def sample_books(languages: Sequence[str] = ()) -> list[Path]:
    """The books that ship with the studio, or those of them in these languages.

    Those in the language that is spoken come first: a newcomer begins with what they can judge.
    """
    language_of = {
        path: readers.read(path).language for path in SAMPLES.iterdir() if path.suffix in SUFFIXES
    }
    books = [book for book in language_of if not languages or language_of[book] in languages]
    return sorted(books, key=lambda book: (language_of[book] != language(), book))


def sample_library(path: Path, books: Sequence[Path] = ()) -> Job[Path]:
    """Make the sample library: books in, cleaned, drafted, and what was bettered accepted."""
    with Session.open(path, create=True) as session:
        yield from _curate(session, list(books) or sample_books())
        # Whoever opens it did none of this: their first Ctrl+Z must not empty the library.
        session.library.journal.forget()
    return Done(Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS), path)


def run(folder: Path, books: Sequence[Path] = (), model: str = MODEL) -> Job[DemoReport]:
    """All stages into ``folder``, with a model of the local engine; a ``DemoReport`` is the result.

    Only drafts that pass the checks are accepted, and a person should still read them: the demo
    shows the way, not the judgement.
    """
    make_folder(folder)
    with Session.open(find_free_name(folder, "demo"), create=True) as session:
        # A model that knows one language alone would show nothing with books in another.
        yield from _curate(session, list(books) or sample_books(find_languages(model)))
        yield Progress(line=_("Freezing a version, split so that no chapter is on both sides"))
        version = freezing.freeze(session, name=_("Demo"), seed=SEED).value
        files = export.write(session, version.number, folder / "export").value
        yield Progress(
            line=_("Exported {train} training and {held} validation rows").format(
                train=version.train, held=version.validation
            )
        )
        epochs = None if note_on(model) else EPOCHS
        started = start_run(
            session, version.number, ENDPOINT, model, Hyperparameters(epochs), seed=SEED
        )
        number = (yield from started).value
        yield from follow_run(session, number)
        trained = session.library.runs.get(number)
        yield Progress(line=_("Asking the base and the trained model the same questions"))
        comparison = (
            yield from start_comparison(
                session,
                list_contestants(session, trained),
                choose_questions(session, trained, QUESTIONS),
                run=number,
                seed=SEED,
            )
        ).value
        report = DemoReport(
            session.library.path,
            session.library.counts()["pairs"],
            version.train + version.validation,
            [file.path for file in files],
            trained,
            session.library.comparisons.get(comparison),
        )
        _write_report(folder, report, version)
    return Done(Changes(), report)


def _curate(session: Session, books: Sequence[Path]) -> Job[None]:
    yield from ingest.add_books(session, books)
    yield from clean.clean(session, clean.rules_in_force(session))
    yield Progress(line=_("Condensing passages to their conclusions"))
    yield from draft.draft_pairs(session)
    review.set_system(
        session,
        _(
            "You are a mentor who helps people reach their goals. Answer briefly, with one "
            "thing to do."
        ),
    )
    yield Progress(line=_accept_drafts(session))
    return Done(Changes(Change.BOOKS, Change.PASSAGES, Change.PAIRS))


def _accept_drafts(session: Session) -> str:
    """Accept what was written by hand, or, of other books than the samples, what passes the
    checks; a line that says which."""
    library = session.library
    drafts = library.pairs.list(library.pairs.ids(PairFilter(status=Status.DRAFT)))
    written = accept_samples(session)
    if written:
        line = _("Accepted the {n} pairs that were written by hand; {rest} drafts wait")
        return line.format(n=written, rest=library.counts()["draft"])
    good = [pair.id for pair in drafts if passes(review.findings(session, pair))]
    review.accept(session, good)
    return _(
        "Accepted the {n} of {total} drafts that pass the checks; a curator reads them all"
    ).format(n=len(good), total=len(drafts))


def _describe_run(run: Run) -> dict[str, object]:
    curve = [
        {
            "step": m.step,
            "train_loss": m.train_loss,
            "valid_loss": m.full_valid_loss or m.valid_loss,
        }
        for m in run.metrics
    ]
    return {
        "model": run.fine_tuned_model,
        "status": run.status,
        "trained_tokens": run.trained_tokens,
        "curve": curve,
    }


def _write_report(folder: Path, report: DemoReport, version: Version) -> None:
    write_text(folder / "run.json", json.dumps(_describe_run(report.run), indent=1))
    lines = [
        "# " + _("What the demo made"),
        "",
        _("- `{library}`: the library; open it with `studio {library}`.").format(
            library=report.library.name
        ),
        _(
            "- `export/`: {train} training and {held} validation rows, with their provenance."
        ).format(train=version.train, held=version.validation),
        _("- `run.json`: the training run with its loss curve."),
        "",
        *_note(report.run.model),
        "## " + _("Comparison"),
        "",
    ]
    names = {c.key: name_contestant(c) for c in report.comparison.contestants}
    for question in report.comparison.questions:
        lines += [f"### {_escape(question.text)}", ""]
        lines += [
            f"- **{names[a.model]}**: {_escape(a.text) or _escape(a.error)}"
            for a in question.answers
        ]
        lines.append("")
    write_text(folder / "README.md", "\n".join(lines))


def _note(model: str) -> list[str]:
    """What has to be said of a model, as a paragraph of its own."""
    return ["> " + note_on(model), ""] if note_on(model) else []


def _escape(text: str) -> str:
    """One line of a foreign text, with what Markdown would take as markup made harmless."""
    line = " ".join(text.split())[:300]
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in line)
