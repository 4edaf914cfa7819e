"""The monthly report of a member: page one for the head, then one question a section, then the appendix."""

from __future__ import annotations

from rccrm_lib.core.words import Words
from rccrm_lib.reports.document import Document, figures
from rccrm_lib.reports.formats import Formats
from rccrm_lib.reports.head import compose_head
from rccrm_lib.reports.measures import quarantine_rate, total
from rccrm_lib.reports.results import MonthResults, tidy_results
from rccrm_lib.reports.section_appendix import compose_appendix
from rccrm_lib.reports.section_balances import compose_balances
from rccrm_lib.reports.section_campaigns import compose_campaigns
from rccrm_lib.reports.section_churn import compose_churn
from rccrm_lib.reports.section_customers import compose_customers
from rccrm_lib.reports.section_data import compose_data
from rccrm_lib.reports.section_needs import compose_needs
from rccrm_lib.reports.section_portfolio import compose_portfolio
from rccrm_lib.reports.section_segments import compose_segments
from rccrm_lib.reports.section_service import compose_service
from rccrm_lib.reports.section_tiers import compose_tiers
from rccrm_lib.reports.section_use import compose_use
from rccrm_lib.reports.section_value import compose_value
from rccrm_lib.reports.section_versions import compose_versions
from rccrm_lib.reports.section_villages import compose_villages
from rccrm_lib.reports.section_worklist import compose_worklist
from rccrm_lib.reports.voice import Voice

__all__ = ["compose_month", "figures"]

PAGES = (compose_head, compose_customers, compose_tiers, compose_value, compose_segments, compose_needs, compose_use,
         compose_balances, compose_villages, compose_portfolio, compose_worklist, compose_service, compose_churn,
         compose_campaigns, compose_data, compose_versions, compose_appendix)


def compose_month(results: MonthResults, *, words: Words) -> Document:
    """The report as a document in the language of `words`.

    Raises SchemaError where a frame of the results is not as declared. A part that is None becomes a paragraph
    that says what to supply.
    """
    results = tidy_results(results)
    formats = Formats(words, results.currency)
    voice = Voice(results, words, formats)
    return Document(
        title=words("report.month.title"),
        member=words.pick(results.name_zh, results.name_en),
        member_id=results.member_id,
        month=results.month,
        language=words.language,
        currency=results.currency,
        simulated=results.simulated,
        version=results.code_version,
        short_hash=results.short_hash,
        sections=tuple(section for compose in PAGES if (section := compose(voice)) is not None),
        edition=results.version,
        quality=_quality(voice),
    )


def _quality(voice: Voice) -> str:
    """How much arrived and how much of it was set apart, for the header; empty where that is not known."""
    rows = total(voice.results.files, "rows_read")
    if rows is None:
        return ""
    return voice("frame.quality_text", rows=rows, rate=voice.share(quarantine_rate(voice.results)))
