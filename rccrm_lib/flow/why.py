"""`rccrm why`: the evidence between two records or customers of a published month."""

from __future__ import annotations

from rccrm_lib.core.errors import NotSupplied
from rccrm_lib.core.words import Words
from rccrm_lib.ecif.why import Why, explain_pair, say_why
from rccrm_lib.flow.run import Run, check_month_text, only_member, open_run


def explain(a: str, b: str, *, config: str, member: str, month: str, language: str = "zh") -> str:
    """In words: why two records ("SYSTEM:NUMBER") or customers are one, or not."""
    return say_why(weigh_published(a, b, config=config, member=member, month=month), Words(language))


def weigh_published(a: str, b: str, *, config: str, member: str = "", month: str) -> Why:
    """The evidence as a frame, for a figure or a page."""
    run = published_run(config=config, member=member, month=month, needs="match_weights")
    with run.engine() as con:
        run.open_tables(con, "records", "links", "match_weights")
        return explain_pair(con, a, b, settings=run.settings.match)


def published_run(*, config: str, member: str, month: str, needs: str) -> Run:
    """The run whose folder is what was published of a month. Raises NotSupplied where the table that is needed is not there."""
    run = open_run(config=config, member=member, month=month)
    member_id = member or only_member(run.settings)
    published = open_run(config=config, member=member, month=month,
                         folder=str(run.settings.paths.outputs / member_id / check_month_text(month)))
    if not published.has_table(needs):
        raise NotSupplied(f"{run.month} is not published, or was before {needs} was kept", "a published month",
                          "run `rccrm run` for this month")
    return published
