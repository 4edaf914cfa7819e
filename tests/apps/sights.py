"""Roles as the project's settings have them, over an invented person."""

from __future__ import annotations

from pathlib import Path

from rccrm_lib.apps.sight import Sight
from rccrm_lib.apps.visitor import Visitor
from rccrm_lib.core.people import People, Person
from rccrm_lib.core.roles import RoleSettings
from rccrm_lib.core.settings import load_settings
from tests.apps.published_month import BRANCH, MANAGER, MEMBER

ROOT = Path(__file__).resolve().parents[2]


def role_settings() -> RoleSettings:
    """settings/roles.toml."""
    return load_settings(ROOT / "config.toml").roles


def make_sight(
    outputs: Path, role: str, *, manager: str = MANAGER, org: str = BRANCH, member: str = MEMBER, people: People | None = None
) -> Sight:
    """What a person of this role sees."""
    person = Person("wang", "王芳", role, member, org, manager)
    return Sight(person, role_settings().role(role), outputs, people)


def visitor(role: str = "department", member: str = MEMBER) -> Visitor:
    """The same person as the server would vouch for them."""
    return Visitor("wang", "王芳", role, member, "s1")
