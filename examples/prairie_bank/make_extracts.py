"""Writes the extracts of an invented American community bank: python make_extracts.py FOLDER [--persons N] [--seed S]

Another shape than any other bank of the project: one wide account file with the owner's columns inside, UTF-8, US dates,
cents, no control files, workbooks for loans and staff. Nobody in it exists.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from pathlib import Path

import xlsxwriter

MONTHS = ("2026-07", "2026-08", "2026-09")
FIRST = ("Ada", "Ben", "Carla", "Dev", "Elena", "Frank", "Grace", "Hugo", "Ines", "José", "Katya", "Liam", "Mona", "Zoë")
LAST = ("Abbott", "Becker", "Castillo", "Dřevo", "Eriksen", "Fischer", "Gallagher", "Hughes", "Ito", "Jansen", "O'Neil")
STREETS = ("Main St", "Oak Ave", "County Rd 12", "Prairie Ln", "Mill Rd")
TOWNS = (("Milford", "68405"), ("Crete", "68333"), ("Seward", "68434"))
BRANCHES = ("MIL", "CRE", "SEW")
OFFICERS = (("E100", "Olsen, Kim", "MIL"), ("E101", "Park, Jo", "CRE"), ("E102", "Reyes, Al", "SEW"))
HEADER = ("AcctNo", "AcctType", "OwnerKey", "OwnerName", "OwnerBirth", "OwnerSex", "OwnerPhone", "OwnerStreet", "OwnerCity",
          "OwnerZip", "JointKey", "Branch", "Opened", "Closed", "TermMonths", "APR", "Matures", "EndBalanceCents",
          "AvgBalanceCents")


def us(day: dt.date | None) -> str:
    """A date as 9/3/2026."""
    return f"{day.month}/{day.day}/{day.year}" if day else ""


def month_end(month: str) -> dt.date:
    year, number = map(int, month.split("-"))
    return dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)


def make_people(rng: random.Random, n: int) -> list[dict]:
    people = []
    for key in range(n):
        town, zip_code = rng.choice(TOWNS)
        people.append({
            "OwnerKey": f"K{key + 1:05d}", "OwnerName": f"{rng.choice(LAST)}, {rng.choice(FIRST)}",
            "OwnerBirth": us(dt.date(1940, 1, 1) + dt.timedelta(days=rng.randrange(25_000))), "OwnerSex": rng.choice("MF"),
            "OwnerPhone": f"402-555-{rng.randrange(10_000):04d}", "OwnerStreet": f"{rng.randrange(1, 999)} {rng.choice(STREETS)}",
            "OwnerCity": town, "OwnerZip": zip_code})
    return people


def deposit_terms(opened: dt.date) -> dict:
    return {"TermMonths": 12, "APR": "4.10", "Matures": us(opened.replace(year=2027, day=min(opened.day, 28)))}


def make_accounts(rng: random.Random, people: list[dict]) -> list[dict]:
    accounts = []
    for person in people:
        for kind in ["CHK", *(["SAV"] if rng.random() < 0.5 else []), *(["CD"] if rng.random() < 0.3 else [])]:
            opened = dt.date(2012, 1, 1) + dt.timedelta(days=rng.randrange(5_200))
            accounts.append({
                "AcctNo": f"{len(accounts) + 700_001:010d}", "AcctType": kind, **person,
                "JointKey": rng.choice(people)["OwnerKey"] if rng.random() < 0.1 else "", "Branch": rng.choice(BRANCHES),
                "Opened": us(opened), "Closed": "", **(deposit_terms(opened) if kind == "CD" else {}),
                "level": int(rng.lognormvariate(12.5, 1.4))})
    return accounts


def write_accounts(path: Path, rng: random.Random, accounts: list[dict], month: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, HEADER, restval="", extrasaction="ignore", lineterminator="\r\n")
        writer.writeheader()
        for account in accounts:
            end = account["level"] if account["AcctType"] == "CD" else int(account["level"] * rng.uniform(0.5, 1.6))
            writer.writerow({**account, "EndBalanceCents": end, "AvgBalanceCents": (end + account["level"]) // 2})


def write_loans(path: Path, rng: random.Random, people: list[dict], month: str) -> None:
    """A workbook with a title above the header; real dates and numbers in its cells."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "m/d/yyyy"})
    book.add_worksheet("Read me").write(0, 0, "Loans as of month end. Call K. Olsen with questions.")
    sheet = book.add_worksheet("Loan Book")
    sheet.write(0, 0, f"Loan book {month}")
    for at, name in enumerate(("Note", "Borrower", "Originated", "Due", "Original", "Outstanding", "Rate", "Grade", "Officer")):
        sheet.write(2, at, name)
    lender = random.Random(99)  # the same notes in every month
    for row, person in enumerate(people[::7], start=3):
        start = dt.datetime(2023, 1, 1) + dt.timedelta(days=lender.randrange(1_200))
        amount = lender.randrange(5, 300) * 1000
        left = round(amount * lender.uniform(0.2, 0.9) * (1 - MONTHS.index(month) * 0.02), 2)
        sheet.write(row, 0, f"N-{row:05d}")
        sheet.write(row, 1, person["OwnerKey"])
        sheet.write_datetime(row, 2, start, day)
        sheet.write_datetime(row, 3, start.replace(year=start.year + 5, day=min(start.day, 28)), day)
        sheet.write(row, 4, amount)
        sheet.write(row, 5, left)
        sheet.write(row, 6, lender.choice((5.25, 6.5, 7.125)))
        sheet.write(row, 7, lender.choice("PPPPPWS"))
        sheet.write(row, 8, lender.choice(OFFICERS)[0])
    book.close()


def write_staff(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Officers")
    for row, values in enumerate([("Employee", "Name", "Branch"), *OFFICERS]):
        sheet.write_row(row, 0, values)
    book.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--persons", type=int, default=400)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    rng = random.Random(asked.seed)
    people = make_people(rng, asked.persons)
    accounts = make_accounts(rng, people)
    asked.folder.mkdir(parents=True, exist_ok=True)
    write_staff(asked.folder / "Staff.xlsx")
    for month in MONTHS:
        short = month.replace("-", "")
        write_accounts(asked.folder / f"accounts_{short}.csv", rng, accounts, month)
        write_loans(asked.folder / f"Loans {short}.xlsx", rng, people, month)


if __name__ == "__main__":
    main()
