"""Writes the month's reports, Chinese and English, and the list of every figure in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rccrm_lib.core.lineage import canonical_json
from rccrm_lib.core.words import LANGUAGES, Words
from rccrm_lib.flow.results import gather_results
from rccrm_lib.flow.run import Run
from rccrm_lib.flow.versions import Version
from rccrm_lib.reports import MonthResults, check_results, compose_month, figures, write_html, write_pdf, write_xlsx
from rccrm_lib.reports.document import Document

WRITERS = {"html": write_html, "pdf": write_pdf, "xlsx": write_xlsx}


def compose_reports(run: Run, *, short_hash: str) -> MonthResults:
    """The month's results, checked: what every report is made of."""
    results = gather_results(run, short_hash=short_hash)
    check_results(results)
    return results


def list_figures(results: MonthResults) -> dict[str, list[dict[str, Any]]]:
    """Language -> every figure of its report."""
    return {language: figures(document) for language, document in _documents(results).items()}


def write_reports(run: Run, results: MonthResults, *, version: Version) -> list[str]:
    """Write report.<language>.<html, pdf, xlsx> and figures.json into the run's folder; returns the reports' names."""
    documents = _documents(_with_version(run, results, version))
    names = []
    for kind, write in WRITERS.items():
        for language, document in documents.items():
            names.append(f"report.{language}.{kind}")
            write(document, run.folder / names[-1], words=Words(language))
    listed = {language: figures(document) for language, document in documents.items()}
    (run.folder / "figures.json").write_text(canonical_json(listed), encoding="utf-8")
    return names


def _documents(results: MonthResults) -> dict[str, Document]:
    return {language: compose_month(results, words=Words(language)) for language in LANGUAGES}


def _with_version(run: Run, results: MonthResults, version: Version) -> MonthResults:
    """The results with what the version changed, which is also kept as tables; a first version changes nothing."""
    frames = {"figure_differences": version.figures, "table_differences": version.tables,
              "customer_differences": version.customers}
    known = {name: run.write_frame(name, frame) for name, frame in frames.items() if frame is not None}
    return replace(results, version=version.number, changed_inputs=version.changed_inputs, **known)
