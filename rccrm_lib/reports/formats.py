"""Numbers as a reader wants them: thousands, money in 10k units, no more digits than one can act on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from rccrm_lib.core.words import Words

FEN_PER_WAN = 1_000_000  # 10,000 currency units of 100 fen
FEN_PER_MILLION = 100_000_000
MINUS = "\N{MINUS SIGN}"
DIGITS = {"count": 0, "fen": 0, "share": 1, "points": 2, "months": 0, "ratio": 2, "p": 3}


class Formats:
    """Formats values by unit in one language and currency."""

    def __init__(self, words: Words, currency: str) -> None:
        self.words, self.currency = words, currency

    def unit(self, unit: str) -> str:
        """The words of a unit for a table's head; empty where the number says it all."""
        if unit == "fen":
            if self.currency == "CNY":
                return self.words("report.unit.wan")
            return self.words("report.unit.wan_other", currency=self.currency)
        if unit == "fen_each":
            return self.each_unit()
        key = f"report.unit.{unit}"
        return self.words(key) if self.words.has(key) else ""

    def each_unit(self) -> str:
        """The unit of amounts per customer: whole currency units."""
        if self.currency == "CNY":
            return self.words("report.unit.yuan")
        return self.words("report.unit.yuan_other", currency=self.currency)

    def value(self, value: Any, unit: str, *, digits: int | None = None) -> str:
        """The value without its unit, as a table cell shows it; None reads "not supplied"."""
        if value is None:
            return self.words("report.state.not_supplied")
        if unit in ("text", "code"):
            return str(value)
        if unit == "fen_each":
            return self.yuan(value)
        return self._number(self._scaled(value, unit), self.digits([value], unit) if digits is None else digits)

    def text(self, value: Any, unit: str) -> str:
        """The value with its unit, for running text."""
        if value is None:
            return self.words("report.state.not_supplied")
        shown, name = self.headline(value, unit)
        if unit == "share":
            return f"{shown}%"
        return f"{shown} {name}" if unit in ("fen", "points") else shown

    def headline(self, value: Any, unit: str, *, beside: Any = None) -> tuple[str, str]:
        """A figure and its unit as a sentence or a card says it, with the decimals of what stands `beside` it.

        Chinese counts money in 10k (万), English in millions, or in full below one.
        """
        if unit == "fen" and self.words.language == "en":
            million = max(abs(value), abs(beside or 0)) >= FEN_PER_MILLION and not 0 < abs(value) < FEN_PER_WAN
            number = Decimal(str(value)) / (FEN_PER_MILLION if million else 100)
            return self._number(number, 2 if million else 0), self._english_unit(million)
        digits = self.digits([value, beside], unit)
        if abs(self._scaled(value, unit)) < Decimal(1).scaleb(-digits):
            digits = self.digits([value], unit)
        return self.value(value, unit, digits=digits), self.unit(unit)

    def _english_unit(self, million: bool) -> str:
        if not million:
            return self.each_unit()
        key = "report.unit.million" if self.currency == "CNY" else "report.unit.million_other"
        return self.words(key, currency=self.currency)

    def yuan(self, value: Any) -> str:
        """Fen as whole currency units, for amounts per customer: 1,234."""
        if value is None:
            return self.words("report.state.not_supplied")
        return self._number(Decimal(str(value)) / 100, 0)

    def signed(self, value: Any, unit: str, *, digits: int | None = None) -> str:
        """A change with its sign: +312, −1.2, ±0."""
        if value is None:
            return self.words("report.state.not_supplied")
        shown = self.value(abs(value), unit, digits=digits)
        if not any(digit in shown for digit in "123456789"):
            return f"±{shown}"
        return (MINUS if value < 0 else "+") + shown

    def signed_text(self, value: Any, unit: str, *, beside: Any = None) -> str:
        """A change with its sign and its unit, in the decimals of the figure `beside` it; in words where it rounds to nothing."""
        shown, name = self.headline(abs(value), unit, beside=beside)
        if shown.startswith("<"):
            return self.words("report.state.nearly_same")
        sign = ("+" if value > 0 else MINUS) if any(digit in shown for digit in "123456789") else "±"
        return f"{sign}{shown} {name if unit in ('fen', 'points') else ''}".strip()

    @staticmethod
    def _scaled(value: Any, unit: str) -> Decimal:
        number = Decimal(str(value))
        if unit == "fen":
            return number / FEN_PER_WAN
        return number * 100 if unit in ("share", "points") else number

    def digits(self, values: Sequence[Any], unit: str) -> int:
        """The decimals of a whole column, so that its numbers align: by its largest value."""
        sizes = [abs(self._scaled(value, unit)) for value in values if value is not None and value == value]
        largest = max(sizes, default=Decimal(0))
        if unit == "fen" and largest:
            return 0 if largest >= 1000 else 1 if largest >= 10 else 2
        if unit == "share" and 0 < largest < Decimal("0.1"):
            return 2
        return DIGITS.get(unit, 0)

    @staticmethod
    def _number(number: Decimal, digits: int) -> str:
        """Thousands, a true minus, and "<1" for something measured that would round to 0."""
        step = Decimal(1).scaleb(-digits)
        rounded = number.quantize(step, rounding=ROUND_HALF_EVEN)
        if not rounded:
            return f"{abs(rounded)}" if not number else f"<{step}" if number > 0 else f">{MINUS}{step}"
        return f"{rounded:,}".replace("-", MINUS)

    def month(self, month: str) -> str:
        """A month in words: 2026年9月 / September 2026."""
        year, number = month.split("-")
        if self.words.language == "zh":
            return f"{year}年{int(number)}月"
        return f"{MONTHS[int(number) - 1]} {year}"


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")
