"""Extracts -> typed tables in the warehouse: decode, check, set apart, count, publish a month whole or not at all."""

from rccrm_lib.ingest.any_table import read_table
from rccrm_lib.ingest.available import available_months
from rccrm_lib.ingest.mapping import SourceMapping, load_mapping, native_mapping
from rccrm_lib.ingest.month import load_month
from rccrm_lib.ingest.quarantine import describe_quarantine
from rccrm_lib.ingest.result import FileReport, IngestResult
from rccrm_lib.ingest.warehouse import history_view, month_folder, read_warehouse

__all__ = [
    "FileReport",
    "IngestResult",
    "SourceMapping",
    "available_months",
    "describe_quarantine",
    "history_view",
    "load_mapping",
    "load_month",
    "month_folder",
    "native_mapping",
    "read_table",
    "read_warehouse",
]
