"""The quarantine's way back: exported as delivered, corrected, replayed with a name and a reason; extracts untouched."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest

from rccrm_lib.core.errors import InputError, MonthRefused, RccrmError
from rccrm_lib.ingest import export_quarantine, list_quarantine, replay_quarantine
from tests.ingest.conftest import ACCOUNTS, MEMBER, MONTH, PERSONS, Bank

BAD = {"account_id": "6210000000000003", "src_sys": "CORE", "cust_no": "C1", "open_on": "20209931", "balance_fen": "5.00"}
WORSE = {**BAD, "account_id": "6210000000000004", "balance_fen": "5.O0"}


@pytest.fixture
def faulty(bank: Bank) -> Bank:
    """Two faulty accounts at lines 4 and 5 of a file of two good ones."""
    bank.write("acct_demand", [*ACCOUNTS, BAD, WORSE])
    bank.load()
    return bank


def export(bank: Bank, name: str = "bad.csv") -> Path:
    out = bank.folder / name
    export_quarantine(bank.settings, member_id=MEMBER, month=MONTH, out=out)
    return out


def read(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with open(path, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def replay(bank: Bank, path: Path, *, author: str = "刘分析", reason: str = "源系统核实"):
    return replay_quarantine(bank.settings, member_id=MEMBER, month=MONTH, corrected=path, author=author, reason=reason)


def correct(bank: Bank, *, first: str = "20200930", second: str = "5.O0") -> Path:
    path = export(bank, f"corrected-{first}-{second}.csv")
    rows = read(path)
    rows[0]["row"] = rows[0]["row"].replace("20209931", first)
    rows[1]["row"] = rows[1]["row"].replace("20209931", first).replace("5.O0", second)
    return write(path, rows)


def test_the_list_counts_by_file_column_and_reason(faulty):
    found = list_quarantine(faulty.settings, member_id=MEMBER, month=MONTH)
    assert found["n"].sum() == 2 and set(found["reason"]) == {"bad_date"} and found["first_line"].min() == 4


def test_the_export_holds_the_rows_as_delivered_for_this_account_only(faulty):
    path = export(faulty)
    rows = read(path)
    delivered = faulty.written[f"acct_demand_{MEMBER}.csv"].read_bytes().decode("gb18030").splitlines()
    assert [row["row"] for row in rows] == delivered[3:5]
    assert [int(row["line"]) for row in rows] == [4, 5]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(RccrmError, match="exists already"):
        export(faulty)


def test_corrected_rows_are_accepted_with_who_and_why_and_the_extract_is_untouched(faulty):
    delivered = faulty.written[f"acct_demand_{MEMBER}.csv"]
    before = delivered.read_bytes()
    done = replay(faulty, correct(faulty, second="5.00"))
    assert (done.n_new, done.before, done.result.quarantined) == (2, 2, 0)
    assert delivered.read_bytes() == before
    table = faulty.table("acct_demand").set_index("account_id")
    assert str(table.loc["6210000000000003", "open_on"].date()) == "2020-09-30" and len(table) == 4
    assert table.loc["6210000000000004", "balance_fen"] == 500
    corrections = faulty.table("corrections")
    assert corrections["line"].tolist() == [4, 5]
    assert set(corrections["author"]) == {"刘分析"} and set(corrections["reason"]) == {"源系统核实"}
    assert [key for key in done.result.inputs if key.startswith("corrections/")], "a correction is an input with a hash"


def test_what_is_wrong_again_goes_back_and_can_be_corrected_again(faulty):
    done = replay(faulty, correct(faulty))
    assert done.result.quarantined == 1
    left = faulty.quarantine()
    assert left["line"].tolist() == [5] and left["reason"].tolist() == ["bad_money"]
    path = export(faulty, "again.csv")
    rows = read(path)
    assert "20200930" in rows[0]["row"], "the export shows what was corrected so far"
    rows[0]["row"] = rows[0]["row"].replace("5.O0", "5.00")
    assert replay(faulty, write(path, rows)).result.quarantined == 0


def test_a_second_replay_changes_nothing(faulty):
    path = correct(faulty, second="5.00")
    replay(faulty, path)
    tables = {file: file.read_bytes() for file in (faulty.folder / "warehouse").rglob("*") if file.is_file()}
    kept = (faulty.settings.paths.corrections / MEMBER / f"{MONTH}.csv")
    lines = kept.read_text("utf-8")
    with pytest.raises(InputError, match="not in quarantine"):
        replay(faulty, path)
    assert kept.read_text("utf-8") == lines and stat.S_IMODE(kept.stat().st_mode) == 0o600
    faulty.load()
    assert {file: file.read_bytes() for file in (faulty.folder / "warehouse").rglob("*") if file.is_file()} == tables


def test_good_rows_cannot_be_changed_and_nothing_is_taken_over_then(faulty):
    path = correct(faulty, second="5.00")
    rows = read(path)
    write(path, [*rows, {**rows[0], "line": "2"}])
    with pytest.raises(InputError, match="line 2: this row is not in quarantine"):
        replay(faulty, path)
    assert not faulty.settings.paths.corrections.exists()


def test_rows_left_as_they_are_stay_and_are_counted(faulty):
    done = replay(faulty, export(faulty))
    assert (done.n_new, done.n_unchanged, done.result.quarantined) == (0, 2, 2)


def test_a_new_delivery_begins_anew(faulty):
    replay(faulty, correct(faulty, second="5.00"))
    faulty.write("acct_demand", [*ACCOUNTS, BAD, {**WORSE, "balance_fen": "7.00"}])
    result = faulty.load()
    assert result.quarantined == 2 and faulty.table("corrections").empty


def test_a_row_torn_by_a_line_break_is_mended(bank):
    torn = {**PERSONS[0], "cust_no": "C9", "name": "王五\n六", "farm_flag": "x"}
    bank.write("cif_person", [*PERSONS, torn])
    bank.load()
    path = export(bank)
    rows = read(path)
    assert rows[0]["n_lines"] == "2" and "\n" in rows[0]["row"]
    rows[0]["row"] = rows[0]["row"].replace('"王五\n六"', "王五六").replace(",x,", ",1,")
    done = replay(bank, write(path, rows))
    assert done.result.quarantined == 0
    assert bank.table("cif_person").set_index("cust_no").loc["C9", "name"] == "王五六"


@pytest.mark.parametrize(("change", "message"), [
    ({"row": " "}, "empty"), ({"row": "a\nb\nc"}, "more lines"), ({"line": "four"}, "no line number"),
    ({"sha256": "0" * 64}, "not in quarantine"),
])
def test_a_corrected_file_that_is_wrong_is_refused_with_its_place(faulty, change, message):
    path = export(faulty)
    rows = read(path)
    rows[0].update(change)
    with pytest.raises(InputError, match=message) as error:
        replay(faulty, write(path, rows))
    assert "line" in str(error.value) and "What to do" in str(error.value)
    assert not faulty.settings.paths.corrections.exists()


def test_who_and_why_are_needed_and_a_file_that_is_no_export_is_told(faulty):
    with pytest.raises(RccrmError, match="no author"):
        replay(faulty, export(faulty), author=" ")
    stranger = faulty.folder / "stranger.csv"
    stranger.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"columns .* are missing"):
        replay(faulty, stranger)
    with pytest.raises(InputError, match="no such file"):
        replay(faulty, faulty.folder / "nothing.csv")


def test_messages_hold_no_value_of_a_row(faulty):
    path = export(faulty)
    rows = read(path)
    rows[0]["row"] = ""
    with pytest.raises(InputError) as error:
        replay(faulty, write(path, rows))
    assert "6210000000000003" not in str(error.value)


def test_a_correction_against_the_control_sum_is_refused_and_can_be_corrected_again(faulty):
    faulty.write_control((f"acct_demand_{MEMBER}.csv", 4, "账面余额", "1244.49"))
    faulty.load()
    with pytest.raises(MonthRefused) as error:
        replay(faulty, correct(faulty, second="6.00"))
    assert "the sum of 账面余额 is 1245.49" in str(error.value) and "rccrm quarantine export" in str(error.value)
    assert list_quarantine(faulty.settings, member_id=MEMBER, month=MONTH)["n"].sum() == 2, "the last load is intact"
    rows = read(path := export(faulty))
    rows[1]["row"] = rows[1]["row"].replace("6.00", "5.00")
    assert replay(faulty, write(path, rows)).result.quarantined == 0
