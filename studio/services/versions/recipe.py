"""How a version was made, in a curator's words: for its card and the command line."""

from __future__ import annotations

from studio.domain.dataset import Recipe, Version
from studio.i18n import N_, _, join_list, plural

GROUP_WORDS = {
    "author": N_("whole authors"),
    "book": N_("whole books"),
    "chapter": N_("whole chapters"),
    "passage": N_("passages"),
}
TOO_FEW = {
    "author": N_("as there are too few authors"),
    "book": N_("as there are too few books"),
    "chapter": N_("as there are too few chapters"),
}
ORDER_WORDS = {
    "shuffle": N_("shuffled"),
    "book": N_("as in the books"),
    "length": N_("short before long"),
}


def describe_rows(recipe: Recipe) -> str:
    """Which of the accepted pairs are in it."""
    phrases = [_("preferences") if recipe.profile == "dpo" else _("all accepted pairs")]
    if recipe.tag or recipe.without or recipe.author or recipe.cap:
        phrases = [_("preferences") if recipe.profile == "dpo" else _("accepted pairs")]
    if recipe.tag:
        phrases.append(_("tagged “{tag}”").format(tag=recipe.tag))
    if recipe.without:
        phrases.append(_("not tagged “{tag}”").format(tag=recipe.without))
    if recipe.author:
        phrases.append(_("by {author}").format(author=recipe.author))
    if recipe.cap:
        phrases.append(_("at most {n:,} of an author").format(n=recipe.cap))
    return join_list(phrases)


def describe_held_back(version: Version) -> str:
    """How many accepted pairs were held back; "" where none was."""
    n = version.report.held_back
    text = plural("{n} accepted pair stays out", "{n} accepted pairs stay out", n)
    return text.format(n=f"{n:,}") if n else ""


def describe_split(version: Version) -> str:
    """The share, the group, and how it came out."""
    recipe, report = version.recipe, version.report
    group = _(GROUP_WORDS.get(version.group_by, version.group_by))
    rows = version.train + version.validation
    share = version.validation / rows if rows else 0.0
    phrases = [_("{share:.0%} by {group}").format(share=share, group=group)]
    # Whole books or authors seldom come to exactly what was asked for.
    if f"{share:.0%}" != f"{recipe.validation:.0%}":
        phrases.append(_("asked for {share:.0%}").format(share=recipe.validation))
    if report.asked in TOO_FEW:
        phrases.append(_(TOO_FEW[report.asked]))
    if recipe.stratify:
        phrases.append(_("tags as evenly as that allows"))
    return join_list(phrases)


def describe_tags(version: Version) -> str:
    """How far the tags' shares are from those of all rows; "" where there are no tags."""
    report = version.report
    if not report.tag:
        return ""
    return _("“{tag}” is furthest from even: {points:.1f} points off").format(
        points=report.points * 100, tag=report.tag
    )


def describe_leaks(version: Version) -> str:
    """What stands on both sides of the split, and what would have."""
    leaks = _("none") if not version.leaks else f"{version.leaks:,}"
    if version.report.moved:
        moved = _("{n:,} near copies were moved to training").format(n=version.report.moved)
        return f"{leaks}; {moved}"
    return leaks


def describe_order(recipe: Recipe) -> str:
    """The order of the rows, and the seed of all that was left to chance."""
    return _("{order}, seed {seed}").format(
        order=_(ORDER_WORDS.get(recipe.order, recipe.order)), seed=recipe.seed
    )
