"""The register of field usefulness: true to the sources, and not blind where it matters, in sensitive fields."""

from __future__ import annotations

import pandas as pd
import pytest

from rccrm_lib.core.contracts import load_contracts
from rccrm_lib.core.field_uses import _user_of, list_field_uses
from rccrm_lib.core.roles import Role, RoleSettings

ROLES = RoleSettings(roles={
    "clerk": Role(name_zh="柜员", name_en="Clerk", reach="branch", masked=("name", "mobile")),
    "head": Role(name_zh="主任", name_en="Head", reach="branch", full=("name", "birth")),
})


@pytest.fixture(scope="module")
def uses() -> pd.DataFrame:
    return list_field_uses(ROLES).set_index(["table", "column"])


def test_every_field_of_every_contract_has_one_row(uses):
    fields = [(contract.name, column) for contract in load_contracts().values() for column in contract.columns]
    assert sorted(uses.index) == sorted(fields)


def test_a_certificate_number_is_read_by_the_merge_and_shown_on_the_card(uses):
    row = uses.loc[("cif_person", "cert_no")]
    assert "ecif" in row["models"] and row["pages"] == ["customer_card"] and not row["is_flagged"]
    assert row["roles"] == [], "neither of these roles sees a certificate"


def test_roles_that_see_a_field_masked_or_whole_are_named(uses):
    assert uses.loc[("cif_person", "name"), "roles"] == ["clerk", "head"]
    assert uses.loc[("cif_person", "birth_on"), "roles"] == ["head"]


def test_what_nothing_reads_is_flagged_when_it_is_sensitive(uses):
    """A bureau's figures: no model may read them without their purpose, and none does yet."""
    flagged = uses[uses["is_flagged"]]
    assert ("ext_credit", "debt_fen") in flagged.index and set(flagged["sensitivity"]) == {"C2"}
    unused = uses[~uses["is_used"]]
    assert len(unused) > len(flagged) and (unused["pages"].str.len() == 0).all() and (unused["roles"].str.len() == 0).all()


@pytest.mark.parametrize(("path", "user"), [
    ("acrm/view/months.py", "acrm.view"), ("ecif/records.sql", "ecif"), ("apps/card_view.py", "page customer_card"),
    ("apps/customers_data.py", "page customers"), ("apps/door/door.py", ""), ("reports/section_churn.py", "report churn"),
    ("reports/html.py", ""), ("ingest/rules.py", ""), ("simulate/world.py", ""), ("core/privacy.py", ""),
])
def test_who_reads_is_told_by_the_room(path, user):
    """Intake and simulator name every field and use none."""
    assert _user_of(path) == user
