"""How often real extracts are wrong, and in which way: a rate for each kind of error, from a TOML file."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from rccrm_lib.core.errors import SettingsError


@dataclass(frozen=True)
class ErrorSettings:
    """Shares from 0 to 1, of source records of persons unless said otherwise."""

    id_typo: float = 0.018  # one digit wrong, the check digit tells
    id_typo_passing: float = 0.003  # a wrong number that passes the check
    id_15: float = 0.03  # of adults born before 1985: the number of the first generation
    id_spouse: float = 0.004  # of wives: the husband's number on her record
    id_missing: float = 0.03
    id_placeholder: float = 0.003
    id_excel: float = 0.0008  # tail lost in a spreadsheet
    phone_family: float = 0.12  # the head's phone on the record
    phone_clerk: float = 0.02  # a clerk's phone on many records
    phone_missing: float = 0.05
    phone_placeholder: float = 0.006
    phone_old: float = 0.03  # a number the person no longer has
    birth_missing: float = 0.02
    birth_placeholder: float = 0.005
    birth_swapped: float = 0.006  # day and month exchanged, where that is a date
    lunar_in_words: float = 0.06  # of lunar birthdays: 八月十五, where others have 0815
    lunar_unclear: float = 0.01  # of lunar birthdays: a remark instead of a day
    name_full_width: float = 0.004  # of records: number and phone in full-width digits
    name_traditional: float = 0.006
    name_slip: float = 0.006
    name_blanks: float = 0.008
    name_dots: float = 0.6  # of minority names: another dot
    name_rare_lost: float = 0.4  # of rare characters outside the core system: a question mark
    address_stale: float = 0.04  # the address of another house
    address_short: float = 0.08  # village only
    address_missing: float = 0.05
    sex_missing: float = 0.01
    occupation_missing: float = 0.12
    nationality_missing: float = 0.05
    cert_valid_missing: float = 0.06
    orphan_account: float = 0.003  # of accounts: a customer number that no record has
    ownerless_account: float = 0.002  # of accounts: no customer number
    id_lower_x: float = 0.04  # of numbers that end in X: a small x
    org_renamed: float = 0.12  # of companies and co-operatives: the credit system keeps the former name
    org_code_only: float = 0.10  # of organisations' records: no credit code, only the older code
    org_code_missing: float = 0.05
    bad_date: float = 0.0004  # of rows: a date that is no date
    bad_amount: float = 0.0002  # of rows: letters in an amount

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not 0 <= value <= 1:
                raise SettingsError(f"error rate {name} is {value}", "a share from 0 to 1", "correct the errors file")

    def scaled(self, factor: float) -> ErrorSettings:
        """All rates times `factor`, at most 1."""
        return replace(self, **{name: min(1.0, value * factor) for name, value in asdict(self).items()})


def load_errors(path: str | Path | None = None) -> ErrorSettings:
    """The rates of a TOML file with one key per rate; keys left out keep their defaults, no file means all defaults."""
    if path is None:
        return ErrorSettings()
    try:
        body = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(f"{path}: no such file", "a TOML file of error rates", "check --errors") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}", "TOML in UTF-8", "correct the line that is named") from None
    known = {field.name for field in fields(ErrorSettings)}
    unknown = sorted(set(body) - known)
    wrong = sorted(name for name, value in body.items() if name in known and not isinstance(value, int | float))
    if unknown or wrong:
        raise SettingsError(f"{path}: {', '.join(unknown + wrong)}", f"keys with numbers, of {sorted(known)}",
                            "correct the key or its value")
    return ErrorSettings(**{name: float(value) for name, value in body.items()})
