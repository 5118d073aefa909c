"""The pages of the window, in the order of the work."""

from __future__ import annotations

from studio.ui.books.books_page import BooksPage
from studio.ui.chat.chat_page import ChatPage
from studio.ui.comparison.comparison_page import ComparisonPage
from studio.ui.datasets.datasets_page import DatasetsPage
from studio.ui.experiments.experiments_page import ExperimentsPage
from studio.ui.page import Page
from studio.ui.passages.passages_page import PassagesPage
from studio.ui.preflight.preflight_page import PreflightPage
from studio.ui.review.review_page import ReviewPage
from studio.ui.training.training_page import TrainingPage

PAGES: tuple[type[Page], ...] = (
    BooksPage,
    PassagesPage,
    ReviewPage,
    PreflightPage,
    DatasetsPage,
    TrainingPage,
    ComparisonPage,
    ExperimentsPage,
    ChatPage,
)
"""Sidebar, Go menu and keys dialog are made from it. To add one: a class with what ``Page`` asks
for (name, title, keys, commands, focus), and its row here."""
