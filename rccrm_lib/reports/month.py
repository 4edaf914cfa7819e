"""The monthly report of a member: page one for the head, then one question a section, then the appendix."""

from __future__ import annotations

from collections.abc import Callable

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.core.words import Words
from rccrm_lib.reports.document import Document, Section, figures
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

__all__ = ["compose_month", "compose_sections", "figures"]

#: A section's id -> what composes it, in the order of the report.
SECTIONS: dict[str, Callable[[Voice], Section | None]] = {
    "head": compose_head, "customers": compose_customers, "tiers": compose_tiers, "value": compose_value,
    "segments": compose_segments, "needs": compose_needs, "use": compose_use, "balances": compose_balances,
    "villages": compose_villages, "portfolio": compose_portfolio, "worklist": compose_worklist, "service": compose_service,
    "churn": compose_churn, "campaigns": compose_campaigns, "data": compose_data, "versions": compose_versions,
    "appendix": compose_appendix,
}


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
        sections=tuple(section for compose in SECTIONS.values() if (section := compose(voice)) is not None),
        edition=results.version,
        quality=_quality(voice),
    )


def compose_sections(results: MonthResults, *names: str, words: Words) -> list[Section]:
    """Some sections of the report, in the order of the names; one that this month does not have is left out.

    Raises RccrmError for a name that no section has, and as compose_month does.
    """
    if unknown := [name for name in names if name not in SECTIONS]:
        raise RccrmError(f"the report has no section {unknown}", ", ".join(SECTIONS), "correct the section's name")
    results = tidy_results(results)
    voice = Voice(results, words, Formats(words, results.currency))
    return [section for name in names if (section := SECTIONS[name](voice)) is not None]


def _quality(voice: Voice) -> str:
    """How much arrived and how much of it was set apart, for the header; empty where that is not known."""
    rows = total(voice.results.files, "rows_read")
    if rows is None:
        return ""
    return voice("frame.quality_text", rows=rows, rate=voice.share(quarantine_rate(voice.results)))
