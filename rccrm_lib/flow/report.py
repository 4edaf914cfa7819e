"""Writes the month's reports, Chinese and English, and the list of every figure in them."""

from __future__ import annotations

from rccrm_lib.core.lineage import canonical_json
from rccrm_lib.core.words import LANGUAGES, Words
from rccrm_lib.flow.results import gather_results
from rccrm_lib.flow.run import Run
from rccrm_lib.reports import check_results, compose_month, figures, write_html


def write_reports(run: Run, *, short_hash: str) -> list[str]:
    """Write report.zh.html, report.en.html and figures.json into the run's folder; returns the reports' names."""
    results = gather_results(run, short_hash=short_hash)
    check_results(results)
    names, listed = [], {}
    for language in LANGUAGES:
        words = Words(language)
        document = compose_month(results, words=words)
        name = f"report.{language}.html"
        write_html(document, run.folder / name, words=words)
        names.append(name)
        listed[language] = figures(document)
    (run.folder / "figures.json").write_text(canonical_json(listed), encoding="utf-8")
    return names
