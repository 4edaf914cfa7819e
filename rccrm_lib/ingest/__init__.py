"""Extracts -> typed tables in the warehouse: decode, check, set apart, count, publish a month whole or not at all."""

from rccrm_lib.ingest.any_table import read_table
from rccrm_lib.ingest.available import available_months
from rccrm_lib.ingest.draft import draft_mapping
from rccrm_lib.ingest.mapping import SourceMapping, load_mapping, native_mapping
from rccrm_lib.ingest.month import load_month
from rccrm_lib.ingest.preview import MonthPreview, preview_month
from rccrm_lib.ingest.preview_text import describe_preview
from rccrm_lib.ingest.quarantine import describe_quarantine
from rccrm_lib.ingest.replay import Replayed, export_quarantine, list_quarantine, replay_quarantine
from rccrm_lib.ingest.result import FileReport, IngestResult
from rccrm_lib.ingest.warehouse import history_view, month_folder, read_warehouse

__all__ = [
    "FileReport",
    "IngestResult",
    "MonthPreview",
    "Replayed",
    "SourceMapping",
    "available_months",
    "describe_preview",
    "describe_quarantine",
    "draft_mapping",
    "export_quarantine",
    "history_view",
    "list_quarantine",
    "load_mapping",
    "load_month",
    "month_folder",
    "native_mapping",
    "preview_month",
    "read_table",
    "read_warehouse",
    "replay_quarantine",
]
