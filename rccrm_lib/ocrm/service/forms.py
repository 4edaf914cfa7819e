"""What stands in the form of a visit: checked before it is recorded, counted afterwards. Nothing asked is not nought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from rccrm_lib.core.contact_settings import ContactSettings, FormField
from rccrm_lib.core.errors import InputError

MARKET = ("competitor", "product", "rate_bp")  # a note on the market stands in the form beside the household's fields
MOST_TEXT = 200


def tidy_form(form: Mapping[str, Any], *, settings: ContactSettings) -> dict[str, Any]:
    """The fields of one form that were filled in, checked: counts, amounts and rates whole, codes known.

    Raises InputError that names the field and what was expected; never the customer.
    """
    filled = {name: value for name, value in form.items() if value not in (None, "")}
    known = {name: settings.form[name] for name in filled if name in settings.form}
    unknown = sorted(set(filled) - set(known) - set(MARKET))
    if unknown:
        raise InputError("no such field of the form", f"one of {', '.join((*settings.form, *MARKET))}",
                         "see settings/contacts.toml", column=unknown[0])
    tidied = {name: _tidy(name, filled[name], field) for name, field in known.items()}
    return tidied | _tidy_market({name: filled[name] for name in MARKET if name in filled}, settings)


def completeness(form: Mapping[str, Any], *, settings: ContactSettings) -> float:
    """The share of the household form's fields that were filled in, 0 to 1; notes on the market do not count."""
    return sum(form.get(name) not in (None, "") for name in settings.form) / len(settings.form) if settings.form else 1.0


def propose_next(result: str, *, on_day: date, settings: ContactSettings) -> date | None:
    """The day on which one usually goes on after a result; nothing where the settings propose none."""
    known = settings.results.get(result)
    return on_day + timedelta(days=known.next_days) if known and known.next_days else None


def _tidy(name: str, value: Any, field: FormField) -> Any:
    if field.kind == "text":
        return _text(name, value)
    if field.kind == "choice":
        if str(value) not in field.choices:
            raise InputError("a choice that is not on the list", f"one of {', '.join(field.choices)}", "choose again",
                             column=name)
        return str(value)
    return _whole(name, value, least=0, most=field.most) if field.kind != "area" else _number(name, value, most=field.most)


def _tidy_market(note: dict[str, Any], settings: ContactSettings) -> dict[str, Any]:
    """A note needs all three: who, what, at which rate; one without the others tells nothing."""
    if not note:
        return {}
    lacking = [name for name in MARKET if name not in note]
    if lacking:
        raise InputError("a note on the market that is not whole", "competitor, product and rate together",
                         "fill it in or clear it", column=lacking[0])
    if note["product"] not in settings.market.products:
        raise InputError("a product that is not on the list", f"one of {', '.join(settings.market.products)}", "choose again",
                         column="product")
    rate = _whole("rate_bp", note["rate_bp"], least=settings.market.least_bp, most=settings.market.most_bp)
    return {"competitor": _text("competitor", note["competitor"]), "product": note["product"], "rate_bp": rate}


def _text(name: str, value: Any) -> str:
    text = str(value).strip()
    if len(text) > MOST_TEXT:
        raise InputError(f"a text of {len(text)} characters", f"at most {MOST_TEXT}", "shorten it", column=name)
    return text


def _whole(name: str, value: Any, *, least: int, most: int | None) -> int:
    number = _number(name, value, most=most)
    if number != int(number) or number < least:
        raise InputError("a number that cannot be meant", f"a whole number from {least}", "correct it", column=name)
    return int(number)


def _number(name: str, value: Any, *, most: int | None) -> float:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError:
        raise InputError("a text in place of a number", "a number", "correct it", column=name) from None
    if not 0 <= number <= (most if most is not None else float("inf")):
        raise InputError("a number that cannot be meant", f"from 0 to {most}", "correct it", column=name)
    return number
