"""Writes the month's reports, Chinese and English, and the list of every figure in them."""

from __future__ import annotations

from rccrm_lib.core.lineage import canonical_json
from rccrm_lib.core.words import LANGUAGES, Words
from rccrm_lib.flow.results import gather_results
from rccrm_lib.flow.run import Run
from rccrm_lib.reports import check_results, compose_month, figures, write_html, write_pdf, write_xlsx

WRITERS = {"html": write_html, "pdf": write_pdf, "xlsx": write_xlsx}


def write_reports(run: Run, *, short_hash: str) -> list[str]:
    """Write report.<language>.<html, pdf, xlsx> and figures.json into the run's folder; returns the reports' names."""
    results = gather_results(run, short_hash=short_hash)
    check_results(results)
    documents = {language: compose_month(results, words=Words(language)) for language in LANGUAGES}
    names = []
    for kind, write in WRITERS.items():
        for language, document in documents.items():
            names.append(f"report.{language}.{kind}")
            write(document, run.folder / names[-1], words=Words(language))
    listed = {language: figures(document) for language, document in documents.items()}
    (run.folder / "figures.json").write_text(canonical_json(listed), encoding="utf-8")
    return names
