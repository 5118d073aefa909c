"""Opens the dialog for a page and does what was ordered, with the page's own way to work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shiboken6 import isValid

from studio.domain.model_job import JobKind
from studio.domain.pair import Pair
from studio.domain.work import Changes, Done, Progress
from studio.i18n import _
from studio.services.drafting import prompts
from studio.services.drafting.batch import list_open
from studio.services.drafting.estimate import describe_money
from studio.services.drafting.order import Order, carry_out, describe_report, describe_sent
from studio.services.drafting.overview import JobAction, describe_left, fetch_open
from studio.services.drafting.report import DraftReport
from studio.services.session import Session
from studio.ui.destination import Destination
from studio.ui.drafting.asking_line import AskingLine
from studio.ui.drafting.drafting_dialog import DraftingDialog
from studio.ui.drafting.jobs_dialog import JobsDialog
from studio.ui.drafting.scope import Scope, list_pair_scopes
from studio.ui.page import Page
from studio.ui.widgets.modal import show_modal
from studio.ui.worker import Task

Told = Callable[[DraftReport, str], object]
"""Given what an order came to, and the line that says it."""


def order_drafts(
    page: Page,
    scopes: Sequence[Scope],
    *,
    kind: JobKind = JobKind.CONDENSE,
    on_done: Told,
    on_progress: Callable[[Progress], object] | None = None,
    on_end: Callable[[], object] | None = None,
) -> Task | None:
    """Ask what is to be drafted and start it; None where the curator wanted nothing."""
    filled = [scope for scope in scopes if len(scope)]
    dialog = DraftingDialog(page.session, filled or scopes, page, kind=kind)
    dialog.settings_wanted.connect(lambda: _leave_for_settings(page, dialog))
    if not show_modal(dialog):
        return None
    order = dialog.order()
    _keep_choices(page, order, *dialog.prompt_texts())
    return start_order(page, order, on_done=on_done, on_progress=on_progress, on_end=on_end)


def ask_about_pairs(page: Page, pair: Pair, listed: Sequence[int], line: AskingLine) -> None:
    """Ask what is wanted of a pair, or of those listed with it; ``line`` says how far it is."""
    if line.isVisible():
        return
    task = order_drafts(
        page,
        list_pair_scopes(pair, listed),
        on_done=lambda _report, words: page.message.emit(words),
        on_progress=line.show_progress,
        on_end=line.end,
    )
    if task is not None and not task.is_finished():
        line.follow(task)


def start_order(
    page: Page,
    order: Order,
    *,
    on_done: Told,
    on_progress: Callable[[Progress], object] | None = None,
    on_end: Callable[[], object] | None = None,
) -> Task:
    """Do what was ordered, beside whatever else the page does; it stands on the list of jobs."""
    describe = describe_sent if order.is_batch else describe_report
    is_about_pairs = bool(order.pairs)
    made_of = Destination("review", pairs=order.pairs, reason=_("Asked for suggestions"))
    return page.run(
        lambda session: carry_out(session, order),
        lambda report: on_done(report, _with_cost(page.session, report, describe(report))),
        on_progress=on_progress,
        on_end=on_end,
        title=_("Asking for suggestions") if is_about_pairs else _("Drafting pairs"),
        result=lambda report: "\n".join(
            [_with_cost(page.session, report, describe(report)), *_list_failures(report)]
        ),
        leads_to=made_of if is_about_pairs else Destination("review"),
    )


def _with_cost(session: Session, report: DraftReport, line: str) -> str:
    """A line with what it cost in the end, where it cost anything."""
    return f"{line} · {describe_money(session, report.cost_usd)}" if report.cost_usd else line


def _list_failures(report: DraftReport) -> list[str]:
    return [_("{n}: {why}").format(n=number, why=why) for number, why in report.failures[1:]]


def _keep_choices(page: Page, order: Order, prompt: str, guidelines: str) -> None:
    """Remember whom was asked, and keep what was written of prompt and guidelines."""
    if order.plan is None:
        return
    page.session.settings.set("draft_endpoint", order.plan.endpoint)
    page.session.settings.set("draft_model", order.plan.model)

    def write(session: Session) -> Done[None]:
        changes = Changes()
        if prompt != prompts.read_prompt(session, order.kind, _language_of(session, order)):
            changes |= prompts.write_prompt(session, order.kind, prompt).changes
        changes |= prompts.write_guidelines(session, guidelines).changes
        return Done(changes)

    page.run(write)


def _language_of(session: Session, order: Order) -> str:
    """The language of what is asked about, in which the shipped prompt was shown."""
    library = session.library
    number = order.passages[0] if order.passages else None
    if order.pairs:
        number = library.pairs.get(order.pairs[0]).passage
    return library.passages.get(number).language if number is not None else ""


def _leave_for_settings(page: Page, dialog: DraftingDialog) -> None:
    dialog.reject()
    page.go.emit(Destination("settings"))


def open_jobs(page: Page, *, on_done: Told) -> JobsDialog:
    """Show what was asked of models; what is wanted of a job is done beside the page's work."""
    dialog = JobsDialog(page.session, page)

    def act(action: JobAction, number: int) -> None:
        dialog.setEnabled(False)
        page.run(
            lambda session: action.run(session, number),
            lambda report: on_done(report, describe_report(report)),
            on_end=lambda: _show_again(dialog),
            title=action.title,
            result=lambda report: "\n".join([describe_report(report), *_list_failures(report)]),
            leads_to=Destination("review"),
        )

    dialog.acted.connect(act)
    dialog.open()
    return dialog


def has_left_jobs(session: Session) -> bool:
    """Whether anything was asked of a model that is to be fetched, or was broken off."""
    return bool(list_open(session) or describe_left(session))


def look_after_jobs(page: Page, *, on_done: Told, on_left: Callable[[str], object]) -> None:
    """At the start: fetch batches that are with a provider, and say what was broken off."""
    if left := describe_left(page.session):
        on_left(left)
    if list_open(page.session):
        page.run(
            fetch_open,
            lambda report: on_done(report, describe_report(report)) if report.tokens else None,
            title=_("Looking at batches"),
            result=lambda report: describe_report(report) if report.tokens else _("Not ready yet."),
            leads_to=Destination("review"),
        )


def _show_again(dialog: JobsDialog) -> None:
    # It may have been closed meanwhile: what was asked for goes on all the same.
    if isValid(dialog):
        dialog.setEnabled(True)
        dialog.load()
