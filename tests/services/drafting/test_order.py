"""What is ordered is done by its method, and what came of it is said in a line."""

from __future__ import annotations

from studio.domain.work import finish
from studio.services.drafting.order import Order, carry_out, describe_report, estimate_order
from studio.services.drafting.plan import Plan
from studio.services.drafting.report import DraftReport
from studio.services.pairs import draft
from studio.services.session import Session
from tests.services import model_server
from tests.services.model_server import MODEL, ModelServer


def test_offline_nothing_is_asked(shelf: Session, model: ModelServer) -> None:
    order = Order(passages=tuple(draft.find_unasked(shelf)))
    assert estimate_order(shelf, order) is None
    report = finish(carry_out(shelf, order)).value
    assert report.pairs + report.skipped == len(order.passages) and report.job == 0
    assert sum(model.asked.values()) == 0


def test_a_plan_is_carried_out_on_what_was_chosen(shelf: Session, model: ModelServer) -> None:
    chosen = tuple(draft.find_unasked(shelf)[1:3])
    model.script = [model_server.refuse(400, "flagged")]
    report = finish(carry_out(shelf, Order(plan=Plan("desk", MODEL), passages=chosen))).value
    assert (report.pairs, len(report.failures)) == (1, 1) and report.job
    line = describe_report(report)
    assert line.startswith("1 pair drafted · 1 failed: ") and "flagged" in line


def test_suggestions_and_what_was_skipped_are_said() -> None:
    assert describe_report(DraftReport(0, 0, suggestions=3)) == "3 suggestions"
    assert describe_report(DraftReport(2, 1)) == "2 pairs drafted · 1 passage skipped"
    assert describe_report(DraftReport(0, 0)) == "0 pairs drafted"
