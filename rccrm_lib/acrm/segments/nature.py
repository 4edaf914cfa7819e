"""The first layer: the tree of customers' natures, persons and organisations, with words from the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

PERSON, ORGANISATION, UNKNOWN = "person", "org", "UNKNOWN"
#: Branch -> natures, in the order in which they are shown. The codes are those of `customers.nature`.
TREE = {PERSON: ("FARM", "URBAN"), ORGANISATION: ("COMPANY", "SELF", "COOP", "PUBLIC", "VILLAGE")}
OWNER = "OWNER"  # a person who runs a business of his own, beside being FARM or URBAN
SELF_EMPLOYED_OCCUPATION = "3"


@dataclass(frozen=True)
class Leaf:
    """One nature in the tree."""

    branch: str
    nature: str


def place_nature(nature: str | None) -> Leaf:
    """Where a code stands in the tree; a code that the tree does not know stands under UNKNOWN."""
    for branch, natures in TREE.items():
        if nature in natures:
            return Leaf(branch, str(nature))
    return Leaf(UNKNOWN, UNKNOWN)


def count_natures(customers: pd.DataFrame) -> pd.DataFrame:
    """One row per nature of the tree, in its order: branch, nature, customers; OWNER counts persons a second time.

    `customers` has nature, party_kind and occupation. OWNER: persons whose recorded occupation is self-employed.
    """
    counts: dict[Leaf, int] = {}
    for nature, n in customers["nature"].astype(object).value_counts(dropna=False).items():
        leaf = place_nature(nature if isinstance(nature, str) else None)
        counts[leaf] = counts.get(leaf, 0) + int(n)
    rows = [(branch, nature, counts.get(Leaf(branch, nature), 0), True)
            for branch, natures in TREE.items() for nature in natures]
    is_owner = (customers["party_kind"] == PERSON) & (customers["occupation"] == SELF_EMPLOYED_OCCUPATION)
    rows.insert(len(TREE[PERSON]), (PERSON, OWNER, int(is_owner.sum()), False))
    unknown = counts.get(Leaf(UNKNOWN, UNKNOWN), 0)
    if unknown:
        rows.append((UNKNOWN, UNKNOWN, unknown, True))
    return pd.DataFrame(rows, columns=["branch", "nature", "n", "is_part"])
