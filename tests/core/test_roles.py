"""Roles: what is not named is not given, and a typing error is an error."""

import pytest
from pydantic import ValidationError

from rccrm_lib.core.roles import FIELDS, TASKS, Role, RoleSettings, field_table
from rccrm_lib.core.settings import load_settings
from rccrm_lib.core.words import Words


def test_what_is_not_named_is_not_given() -> None:
    role = Role(name_zh="柜员", name_en="Teller", reach="branch", full=("tier",), masked=("name",))
    assert [role.level(field) for field in ("tier", "name", "mobile", "anything")] == ["full", "masked", "hidden", "hidden"]
    nobody = RoleSettings().role("made up")
    assert nobody.reach == "none" and nobody.pages == () and {nobody.level(field) for field in FIELDS} == {"hidden"}


@pytest.mark.parametrize(
    "values",
    [{"reach": "own", "full": ("salary",)}, {"reach": "own", "masked": ("assets",)}, {"reach": "own", "unmask": ("mobile",)},
     {"reach": "own", "full": ("name",), "masked": ("name",)},
     {"reach": "everything"}, {"fields": ()}, {"tasks": ("rule the world",)}, {"reach": "union", "full": ("tier",)},
     {"full": ("tier",)}],
)
def test_a_role_that_cannot_be_meant_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Role(name_zh="x", name_en="x", **values)


def test_the_roles_of_the_project_are_read_and_kept_apart() -> None:
    roles = load_settings("config.toml").roles.roles
    assert set(roles) == {"manager", "branch_head", "teller", "call_centre", "department", "union", "auditor", "analyst"}
    assert all(role.tasks and role.indicators for role in roles.values())
    assert roles["union"].reach == "union" and roles["analyst"].reach == "none" and roles["auditor"].unmask == ()
    table = dict(field_table(roles))
    assert table["assets"][list(roles).index("teller")] == "hidden"
    assert not [code for code, role in roles.items() if {"name", "cert_no", "mobile"} & set(role.full)], "masked by default"


def test_every_task_has_words() -> None:
    assert not [code for code in TASKS if not Words("zh").has(f"posts.task.{code}")]
