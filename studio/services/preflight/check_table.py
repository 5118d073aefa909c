"""Every check of a data set: a table, one row each."""

from __future__ import annotations

from studio.domain.preflight import Lesson
from studio.services.preflight.checks import (
    amount,
    answers,
    clean,
    copies,
    endpoints,
    people,
    plan,
    preference,
    voice,
)
from studio.services.preflight.data_set import DataCheck

CHECKS = (
    DataCheck("refused rows", Lesson.CLEAN, clean.refused_rows),
    DataCheck("rows that are cut", Lesson.CLEAN, endpoints.too_long),
    DataCheck("a file too large", Lesson.CLEAN, endpoints.too_large),
    DataCheck("pictures", Lesson.CLEAN, endpoints.pictures),
    DataCheck("weights", Lesson.CLEAN, endpoints.weights),
    DataCheck("a byte order mark", Lesson.CLEAN, endpoints.mark),
    DataCheck("preferences", Lesson.CLEAN, preference.preferences),
    DataCheck("preferences reversed", Lesson.CLEAN, preference.reversed_preferences),
    DataCheck("preferences refused", Lesson.CLEAN, preference.taken),
    DataCheck("rows of two kinds", Lesson.CLEAN, clean.mixed_kinds),
    DataCheck("raw prose", Lesson.CLEAN, clean.raw_prose),
    DataCheck("word for word", Lesson.CLEAN, clean.copied),
    DataCheck("faults of single pairs", Lesson.CLEAN, clean.pair_faults),
    DataCheck("copies", Lesson.CLEAN, copies.copies),
    DataCheck("contradictions", Lesson.CLEAN, copies.contradictions),
    DataCheck("personal data", Lesson.CLEAN, people.personal),
    DataCheck("rights", Lesson.CLEAN, people.rights),
    DataCheck("one author", Lesson.VOICE, voice.one_author),
    DataCheck("one work", Lesson.VOICE, voice.one_work),
    DataCheck("one question", Lesson.VOICE, voice.one_question),
    DataCheck("one opening", Lesson.VOICE, voice.one_opening),
    DataCheck("too few rows", Lesson.AMOUNT, endpoints.too_few),
    DataCheck("amount of training", Lesson.AMOUNT, amount.amount),
    DataCheck("what a doubling brings", Lesson.AMOUNT, amount.doublings),
    DataCheck("made up", Lesson.ANSWERS, answers.made_up),
    DataCheck("refusals", Lesson.ANSWERS, answers.refusals),
    DataCheck("hedges", Lesson.ANSWERS, answers.hedges),
    DataCheck("one phrasing", Lesson.ANSWERS, answers.one_phrasing),
    DataCheck("nothing to check with", Lesson.ANSWERS, answers.nothing_to_check),
    DataCheck("preferring length", Lesson.ANSWERS, preference.longer),
    DataCheck("leaks", Lesson.ANSWERS, copies.leaks),
    DataCheck("nothing to compare with", Lesson.REPEAT, plan.nothing_to_compare),
    DataCheck("money", Lesson.MONEY, plan.money),
)
"""Every check of a data set."""
