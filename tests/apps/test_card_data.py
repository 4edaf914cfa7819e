"""What the card reads: the right customers, masked before they leave."""

import dataclasses
import json
from pathlib import Path

import pandas as pd
import pytest

from rccrm_lib.apps.card_data import HITS_SHOWN, CardData
from rccrm_lib.apps.publication import Publication
from rccrm_lib.apps.sight import Sight
from tests.apps.published_month import SCRIPT_NAME, STAR


def _everything(value: object) -> str:
    plain = dataclasses.asdict(value) if dataclasses.is_dataclass(value) else value  # type: ignore[arg-type]
    return json.dumps(plain, ensure_ascii=False, default=str)


@pytest.mark.parametrize(
    ("term", "matched"),
    [("欧阳春兰", "name"), (STAR["cert_no"][-4:], "cert"), (STAR["mobile"][-4:], "mobile"),
     (STAR["customer_id"][-4:], "customer"), (STAR["customer_id"][-4:].lower(), "customer")],
)
def test_a_customer_is_found_by_name_or_last_digits(card_reader: CardData, term: str, matched: str) -> None:
    found = card_reader.search((term,))
    assert found.total == 1
    assert (found.hits[0].customer_id, found.hits[0].matched) == (STAR["customer_id"], matched)


def test_all_terms_must_be_met(card_reader: CardData) -> None:
    assert card_reader.search(("欧阳", STAR["mobile"][-4:])).total == 1
    assert card_reader.search(("张伟", STAR["mobile"][-4:])).total == 0


def test_many_hits_are_counted_but_only_the_first_are_listed(card_reader: CardData) -> None:
    found = card_reader.search(("张伟",))
    assert (found.total, len(found.hits)) == (21, HITS_SHOWN)


def test_a_search_text_is_a_value_and_never_sql(card_reader: CardData) -> None:
    assert card_reader.search(("' OR 1=1 --",)).total == 0
    assert card_reader.search(("%%",)).total == 0


def test_hits_are_masked(card_reader: CardData) -> None:
    hit = card_reader.search(("欧阳春兰",)).hits[0]
    assert (hit.name, hit.cert, hit.mobile) == ("欧阳**", "3***************27", "138****5678")


def test_no_person_is_readable_from_a_card(card_reader: CardData) -> None:
    record = card_reader.read_card(STAR["customer_id"])
    text = _everything(dataclasses.replace(record, month={}, tier={}, history=(), household=()))
    for secret in (STAR["name"], STAR["cert_no"], STAR["mobile"], "1978-03-12", "三组12号"):
        assert secret not in text
    assert record.person["birth_year"] == 1978 and record.person["age"] == 48


def test_organisations_keep_their_full_name(card_reader: CardData) -> None:
    assert card_reader.search(("食品有限",)).hits[0].name == SCRIPT_NAME


def test_a_card_holds_thirteen_months_the_family_and_the_sources(card_reader: CardData) -> None:
    record = card_reader.read_card(STAR["customer_id"])
    assert [row["month"] for row in record.history][:: 12] == ["2025-09", "2026-09"]
    assert len(record.history) == 13
    assert [(one.name, one.relation) for one in record.household] == [
        ("欧阳**", "01"), ("张**", "02"), ("张**", "04"), ("欧阳**", "05")]
    assert dict(record.sources) == {"CORE": 1, "EBANK": 1, "LOAN": 1}
    assert (record.village, record.manager) == ("清溪村", "M0007")


def test_what_was_not_supplied_stays_missing_and_never_becomes_zero(card_reader: CardData) -> None:
    record = card_reader.read_card(STAR["customer_id"])
    assert record.month["has_merchant"] is None
    assert record.person["occupation"] is None


def test_an_unknown_customer_raises(card_reader: CardData) -> None:
    with pytest.raises(KeyError):
        card_reader.read_card("C000000000NO")


def test_without_masters_codes_are_shown_as_they_stand(card_month: Publication, sight: Sight, tmp_path: Path) -> None:
    for file in card_month.tables.glob("*.parquet"):
        if file.stem != "village":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    reader = CardData(dataclasses.replace(card_month, tables=tmp_path), sight)
    record = reader.read_card(STAR["customer_id"])
    assert (record.village, record.place) == ("V01", "江西省云溪县云溪镇清溪村…")


def test_missing_numbers_of_a_frame_are_none(card_month: Publication, sight: Sight, tmp_path: Path) -> None:
    for file in card_month.tables.glob("*.parquet"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    history = pd.read_parquet(tmp_path / "customer_history.parquet")
    history.assign(wealth_avg_fen=float("nan")).to_parquet(tmp_path / "customer_history.parquet")
    record = CardData(dataclasses.replace(card_month, tables=tmp_path), sight).read_card(STAR["customer_id"])
    assert {row["wealth_avg_fen"] for row in record.history} == {None}
