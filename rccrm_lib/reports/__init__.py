"""Reports: one document model and its writers. This room draws; it computes no figure of its own."""

from rccrm_lib.reports.document import figures
from rccrm_lib.reports.html import render_html, write_html
from rccrm_lib.reports.month import compose_month, compose_sections
from rccrm_lib.reports.pdf import render_pdf, write_pdf
from rccrm_lib.reports.results import FRAMES, MonthResults, check_results
from rccrm_lib.reports.xlsx import render_xlsx, write_xlsx

__all__ = [
    "FRAMES",
    "MonthResults",
    "check_results",
    "compose_month",
    "compose_sections",
    "figures",
    "render_html",
    "render_pdf",
    "render_xlsx",
    "write_html",
    "write_pdf",
    "write_xlsx",
]
