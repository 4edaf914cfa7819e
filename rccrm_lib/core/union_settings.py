"""What the union publishes of its members together, and how small a group may be. Read from settings/union.toml."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, model_validator

from rccrm_lib.core.privacy.systems import star_key
from rccrm_lib.core.section import Section

DIMENSIONS = ("member_id", "tier", "nature", "district", "completeness", "kept", "n_members")
SMALLEST_K = 10  # no settings may go below


class UnionSettings(Section):
    """`k`: the smallest group; `dominance`: the most one customer may be of a sum; `width`: how unsure a hidden one stays."""

    k: int = Field(SMALLEST_K, ge=SMALLEST_K)
    dominance: float = Field(0.85, gt=0, le=0.95)
    width: float = Field(0.10, ge=0.05, le=1)
    key_file: Path | None = None
    by: tuple[str, ...] = ("tier", "nature", "district", "completeness", "kept", "n_members")

    @property
    def tables(self) -> tuple[tuple[str, ...], ...]:
        """All customers; by member; by each other dimension, in all and by member."""
        rest = [name for name in self.by if name != "member_id"]
        return ((), ("member_id",), *((name,) for name in rest), *(("member_id", name) for name in rest))

    @model_validator(mode="after")
    def _known_dimensions(self) -> UnionSettings:
        if set(self.by) - set(DIMENSIONS[1:]) or len(set(self.by)) != len(self.by) or not self.by:
            raise ValueError(f"by names dimensions of {DIMENSIONS[1:]}, each once; not {self.by}")
        assert star_key(self.tables), "tables of the union form a star around the member"
        return self
