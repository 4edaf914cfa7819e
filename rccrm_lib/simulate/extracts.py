"""A month's delivery of a member: one file per table, and the control file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from rccrm_lib.core.contracts import Contract, load_contracts
from rccrm_lib.simulate import attachments, finance, ledgers, registers
from rccrm_lib.simulate.csv_text import ENCODING, ExtractFile, column_text, first_money
from rccrm_lib.simulate.damage import damage
from rccrm_lib.simulate.errors import ErrorSettings
from rccrm_lib.simulate.founding import Founded
from rccrm_lib.simulate.month import MonthRows, run_month
from rccrm_lib.simulate.moves import Settled
from rccrm_lib.simulate.registers import Rows

#: What this co-operative does not keep, so that "not supplied" is seen on the sample too: tables, and columns of tables.
NO_TABLES = ("loan_guarantor", "ext_credit", "ext_reg", "ext_tax")
NO_COLUMNS = {"household_archive": ("residence_since_on",)}
TXN_MONTHS = 3  # movements are delivered for the last months only
CONTROL_HEADER = "文件,行数,合计列,合计值,SHA256"
REGISTERS: dict[str, Callable[[Founded, int], Rows]] = {
    "cif_person": registers.cif_person, "cif_corp": registers.cif_corp, "cif_cert": registers.cif_cert,
    "household_archive": registers.household_archive, "village": registers.village, "org": registers.org,
    "manager": registers.manager,
}
LEDGERS: dict[str, Callable[[Founded, MonthRows], Rows]] = {
    "acct_demand": ledgers.acct_demand, "acct_time": ledgers.acct_time, "acct_party": attachments.acct_party,
    "wealth": ledgers.wealth, "loan": ledgers.loan, "loan_credit": ledgers.loan_credit, "card": attachments.card,
    "ebank": attachments.ebank, "share": attachments.share, "payroll": attachments.payroll,
    "campaign": attachments.campaign, "campaign_member": attachments.campaign_member, "bal_month": ledgers.bal_month,
    "ftp_curve": finance.ftp_curve, "unit_cost": finance.unit_cost,
}


def delivered_contracts() -> dict[str, Contract]:
    """Table -> its contract, of the tables and with the columns that are delivered."""
    return {name: replace(contract, columns={column: one for column, one in contract.columns.items()
                                             if column not in NO_COLUMNS.get(name, ())})
            for name, contract in load_contracts().items() if name not in NO_TABLES}


class Delivery:
    """Writes the files of one member and month, and remembers their lines of the control file."""

    def __init__(self, member: Founded, folder: Path, errors: ErrorSettings, *, compress: bool) -> None:
        self.member, self.folder, self.errors, self.compress = member, folder, errors, compress
        self.contracts = delivered_contracts()
        self.lines: list[tuple[str, int, str, str, str]] = []

    def open(self, table: str) -> ExtractFile:
        """The file of a table, with its header."""
        name = f"{table}_{self.member.world.member_id}.csv"
        return ExtractFile(self.folder / name, self.contracts[table], self.compress)

    def put(self, file: ExtractFile, rows: Rows) -> None:
        """More rows of a table, some of them damaged."""
        contract = file.contract
        missing = set(contract.columns) ^ set(rows.columns)
        if missing:
            raise AssertionError(f"{contract.name}: columns differ from the contract: {sorted(missing)}")
        texts = {name: column_text(column, rows.columns[name]) for name, column in contract.columns.items()}
        money = rows.columns[first_money(contract)] if first_money(contract) else None
        seed = self.member.world.seed + self.member.world.member_index
        file.write(damage(contract.name, texts, rows.entity, seed=seed, errors=self.errors), money)

    def finish(self, file: ExtractFile) -> None:
        """Close a file and note it for the control file."""
        self.lines.append(file.close())

    def write(self, table: str, rows: Rows) -> None:
        """A whole table."""
        file = self.open(table)
        self.put(file, rows)
        self.finish(file)

    def write_control(self) -> None:
        """One row per file, by name."""
        text = "\n".join([CONTROL_HEADER, *(",".join(map(str, line)) for line in sorted(self.lines))]) + "\n"
        path = self.folder / f"control_{self.member.world.member_id}.csv"
        path.write_bytes(text.encode(ENCODING))


def write_month(member: Founded, t: int, folder: Path, errors: ErrorSettings, *, compress: bool) -> None:
    """Run month `t` and write its delivery."""
    delivery = Delivery(member, folder, errors, compress=compress)
    with_txn = t >= len(member.world.calendar.months) - TXN_MONTHS
    movements = delivery.open("txn") if with_txn else None
    ledger = finance.BranchLedger(member, t)

    def sink(month: int, settled: Settled, rows: np.ndarray) -> None:
        ledger.add_demand(settled, rows)
        if movements is not None:
            delivery.put(movements, attachments.demand_movements(member, month, settled, rows))

    done = run_month(member.coop, t, sink)
    if movements is not None:
        delivery.put(movements, attachments.time_movements(member, done))
        delivery.finish(movements)
    for table, register in REGISTERS.items():
        delivery.write(table, register(member, t))
    for table, rows_of in LEDGERS.items():
        delivery.write(table, rows_of(member, done))
    delivery.write("gl_branch", ledger.close(done))
    delivery.write_control()
