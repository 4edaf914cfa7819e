"""The months of a member that have arrived whole."""

from __future__ import annotations

from datetime import date

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.settings import Settings
from rccrm_lib.ingest.arrival import Reach, measure_reach, months_of_files, whole_months
from rccrm_lib.ingest.checking import check_table
from rccrm_lib.ingest.delivery import Delivery, find_delivery
from rccrm_lib.ingest.month import workspace
from rccrm_lib.ingest.tables import TableLoader

ANY_MONTH = "2000-01"  # cumulative files have no month in their path


def available_months(*, settings: Settings, member_id: str) -> list[str]:
    """The months, in order, for which every required table's file is there and cumulative movements are whole.

    A listed month may still be refused when it is loaded (a wrong control sum, say); a month not listed will be.
    """
    delivery = find_delivery(settings, member_id=member_id, month=ANY_MONTH, hashed=False)
    mapping = delivery.mapping
    required = {mapping.tables[name].file for name, contract in load_contracts().items()
                if contract.required and name in mapping.tables}
    monthly = [months_of_files(settings.paths.extracts, mapping.files[alias], member_id=member_id)
               for alias in sorted(required) if mapping.files[alias].has_month]
    months = set.intersection(*monthly) if monthly else None
    movements = {name: table for name, table in mapping.tables.items()
                 if table.is_movement and not mapping.files[table.file].has_month and table.file in delivery.files}
    for name in movements:
        reach = _reach(settings, delivery, name)
        held = set(whole_months(reach)) if reach else set()
        months = held if months is None else months & held
    return sorted(months or ())


def _reach(settings: Settings, delivery: Delivery, table: str) -> Reach | None:
    with workspace(settings, None) as (con, folder):
        loader = TableLoader(con, delivery, folder, date(9999, 12, 31), settings.ingest)
        loader.open_files()
        mapping = delivery.mapping.tables[table]
        contract = load_contracts()[table]
        staged = loader.stage(mapping.file)
        required = [name for name, column in contract.columns.items() if column.required]
        checked = check_table(con, contract, delivery.mapping, staged, supplied=required, as_of=loader.as_of)
        return measure_reach(con, checked, mapping.month_column)
