"""The table of commands: what each is called, what it takes, and what it does."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

from studio.cli import (
    bettering,
    bundle,
    comparison,
    comparison_options,
    curation,
    drafting,
    experiments,
    history,
    history_options,
    model_options,
    models,
    options,
    pair_options,
    preflight,
    questions,
    queue,
    settings,
    training,
    versions,
)
from studio.i18n import N_


@dataclass(frozen=True)
class Command:
    """A row of the table: ``run`` does it and returns what is printed, and the exit status."""

    name: str
    help: str
    example: str
    add_arguments: Callable[[ArgumentParser], object]
    run: Callable[[Namespace], tuple[object, int]]
    library: bool = True
    """Whether its first argument is a library."""


COMMANDS = (
    Command(
        "new", N_("make an empty library"), "new mentor.studio", options.none, curation.make_library
    ),
    Command(
        "backup",
        N_("copy a library, also while it is open"),
        "backup mentor.studio mentor-backup.studio",
        options.backup,
        curation.back_up_library,
    ),
    Command(
        "ingest",
        N_("import books: file → passages"),
        "ingest mentor.studio walden.epub",
        options.ingest,
        curation.ingest_files,
    ),
    Command(
        "books", N_("list the books"), "books mentor.studio", options.none, curation.list_books
    ),
    Command(
        "passages",
        N_("list the passages"),
        "passages mentor.studio --book 1 --text --json",
        options.passages,
        curation.list_passages,
    ),
    Command(
        "reread",
        N_("read a book's file again; your edits stay"),
        "reread mentor.studio --book 1 --ruby",
        options.reread,
        curation.reread_book,
    ),
    Command(
        "import",
        N_("import rows you already have: file → pairs"),
        "import mentor.studio rows.jsonl",
        options.rows,
        curation.import_rows,
    ),
    Command(
        "clean",
        N_("clean passages by rules"),
        "clean mentor.studio --dry-run",
        options.clean,
        curation.clean_passages,
    ),
    Command(
        "draft",
        N_("draft pairs: passages → draft pairs"),
        "draft mentor.studio --limit 50",
        model_options.draft,
        drafting.draft_pairs,
    ),
    Command(
        "suggest",
        N_("suggest other ways to ask, with a model"),
        "suggest mentor.studio --where status=draft --kinds how,why --endpoint openai "
        "--model gpt-6-luna --estimate",
        model_options.suggest,
        drafting.suggest_questions,
    ),
    Command(
        "jobs",
        N_("list the requests to models; continue a job, fetch a batch, retry what failed"),
        "jobs mentor.studio",
        model_options.jobs,
        drafting.list_jobs,
    ),
    Command(
        "pairs",
        N_("list the pairs"),
        "pairs mentor.studio --status draft",
        pair_options.pairs,
        curation.list_pairs,
    ),
    Command(
        "review",
        N_("accept, reject or tag pairs"),
        "review mentor.studio --accept --ids 1,4-9",
        pair_options.review,
        curation.review_pairs,
    ),
    Command(
        "check",
        N_("preflight: what would make a training fail"),
        "check mentor.studio --html report.html",
        options.check,
        preflight.check_library,
    ),
    Command(
        "undo",
        N_("undo the last edit"),
        "undo mentor.studio",
        options.none,
        curation.undo_edit,
    ),
    Command(
        "redo", N_("redo what was undone"), "redo mentor.studio", options.none, curation.redo_edit
    ),
    Command(
        "history",
        N_("list the steps, or the history of a pair; go back to any of them"),
        "history mentor.studio --pair 3",
        history_options.history,
        history.show_history,
    ),
    Command(
        "trash",
        N_("list what was removed, restore it, or empty the trash"),
        "trash mentor.studio",
        history_options.trash,
        history.handle_trash,
    ),
    Command(
        "validate",
        N_("check whether a file is fit to upload"),
        "validate train.jsonl",
        options.validate,
        training.validate_file,
        library=False,
    ),
    Command(
        "quote",
        N_("show what a training would cost"),
        "quote mentor.studio --model gpt-4o-mini",
        options.quote,
        training.quote_training,
    ),
    Command(
        "freeze",
        N_("freeze a dataset version"),
        "freeze mentor.studio --validation 0.1",
        options.freeze,
        versions.freeze_version,
    ),
    Command(
        "diff",
        N_("show what differs between two versions"),
        "diff mentor.studio 1 2",
        options.diff,
        versions.diff_versions,
    ),
    Command(
        "versions",
        N_("list the dataset versions, compare what they are made of, delete one"),
        "versions mentor.studio --balance 1 2",
        options.versions,
        versions.manage_versions,
    ),
    Command(
        "export",
        N_("export a version as files"),
        "export mentor.studio --version 1 --out out",
        options.export,
        training.export_version,
    ),
    Command(
        "settings",
        N_("list and change settings"),
        "settings --set epochs=3",
        options.settings,
        settings.manage_settings,
        library=False,
    ),
    Command(
        "budget",
        N_("show or set the budget"),
        "budget 12.50",
        options.budget,
        settings.manage_budget,
        library=False,
    ),
    Command(
        "endpoints",
        N_("list, add and test endpoints: where to train and ask"),
        "endpoints --save work --url https://api.example.com/v1 --key-variable WORK_KEY",
        options.endpoints,
        settings.manage_endpoints,
        library=False,
    ),
    Command(
        "key",
        N_("keep an endpoint's key in the system's keyring"),
        "key openai",
        options.key,
        settings.manage_key,
        library=False,
    ),
    Command(
        "models",
        N_("list an endpoint's models; those on this computer with size and licence"),
        "models --endpoint local",
        options.models,
        models.list_models,
        library=False,
    ),
    Command(
        "model",
        N_("fetch, remove or save a model of this computer"),
        "model export rehearsal-tiny --out mentor",
        options.model,
        models.manage_model,
        library=False,
    ),
    Command(
        "train",
        N_("start a training run"),
        "train mentor.studio --version 1 --wait",
        options.train,
        training.start_training,
    ),
    Command(
        "bundle",
        N_("write a bundle: a version with recipes for training elsewhere"),
        "bundle mentor.studio --version 1 --out bundle",
        options.bundle,
        bundle.manage_bundle,
    ),
    Command(
        "sweep",
        N_("run several trainings in a queue, to find the best settings"),
        "sweep mentor.studio --version 1 --epochs 1,2,3 --share 0.5,1 --wait",
        options.sweep,
        queue.run_sweep,
    ),
    Command(
        "runs", N_("list the training runs"), "runs mentor.studio", options.none, training.list_runs
    ),
    Command(
        "run", N_("show one run"), "run mentor.studio 1 --watch", options.run, training.show_run
    ),
    Command(
        "cancel", N_("stop a run"), "cancel mentor.studio 1", options.cancel, training.stop_run
    ),
    Command(
        "questions",
        N_("question sets: questions for comparing models, kept away from training"),
        "questions mentor.studio --suggest 24 --name Held",
        comparison_options.questions,
        questions.manage_questions,
    ),
    Command(
        "compare",
        N_("ask several models the same questions"),
        "compare mentor.studio --run 1",
        comparison_options.compare,
        comparison.compare_models,
    ),
    Command(
        "comparisons",
        N_("list the comparisons; show one, or write its answers as a table"),
        "comparisons mentor.studio 1 --out answers.csv",
        comparison_options.comparisons,
        comparison.show_comparisons,
    ),
    Command(
        "vote",
        N_("record your votes on the unnamed answers, and close the voting"),
        "vote mentor.studio 1 --votes 2,1,0 --close",
        comparison_options.vote,
        comparison.vote_on_sample,
    ),
    Command(
        "why",
        N_("list the training rows nearest to a bad answer, and their passages"),
        "why mentor.studio 1",
        comparison_options.why,
        bettering.explain_answers,
    ),
    Command(
        "rewrite",
        N_("rewrite a bad answer: a pair, with the bad one as its rejected answer"),
        'rewrite mentor.studio 1 --question 1 --answer "Begin with one small step today."',
        comparison_options.rewrite,
        bettering.rewrite_answer,
    ),
    Command(
        "experiments",
        N_("show all runs with their verdicts, and what to try next"),
        "experiments mentor.studio --report report.html",
        options.experiments,
        experiments.show_experiments,
    ),
    Command(
        "ledger",
        N_("show what was spent"),
        "ledger mentor.studio",
        options.none,
        training.show_ledger,
    ),
    Command(
        "demo",
        N_("run every step on the sample books"),
        "demo somewhere",
        options.demo,
        training.run_demo,
        library=False,
    ),
    Command(
        "replay",
        N_("replay a failed training: raw prose against curated pairs, and which is better"),
        "replay somewhere --model rehearsal-tiny",
        options.replay,
        comparison.replay_failed_run,
        library=False,
    ),
    Command(
        "engine",
        N_("run the local training server"),
        "engine --port 8399",
        options.engine,
        training.manage_engine,
        library=False,
    ),
)
"""The commands in the order of the work. To add one: write its options (``cli/options.py``) and
what it does, and give it a row here; parser, help, README check and tests go through this table."""
