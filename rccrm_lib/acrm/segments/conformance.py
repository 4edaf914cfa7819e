"""The conformance suite: what every segmenter must keep, ours and those that others write. `rccrm check PACKAGE:CLASS`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from rccrm_lib.acrm.segments.example_customers import draw_customers
from rccrm_lib.acrm.segments.segmenter import Segmenter
from rccrm_lib.core.errors import RccrmError

Make = Callable[[], Segmenter]


@dataclass(frozen=True)
class Finding:
    """One requirement: kept, or why not."""

    requirement: str
    why_not: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the segmenter keeps it."""
        return not self.why_not


class _Broken(Exception):
    """A requirement is not kept."""


def check_segmenter(make: Make, *, customers: pd.DataFrame | None = None, seed: int = 7) -> list[Finding]:
    """One finding per requirement, in order. `make` hands over a new, unfitted segmenter each time.

    Without customers, made-up ones are used: with gaps, negative balances, a constant column and unknown natures.
    """
    frame = draw_customers(400, seed=seed) if customers is None else customers
    return [_ask(check, make, frame) for check in CHECKS]


def require_conformity(make: Make) -> str:
    """What is kept, a line each; RccrmError with the same list where something is not."""
    findings = check_segmenter(make)
    lines = [f"kept   {one.requirement}" if one.is_kept else f"BROKEN {one.requirement}\n       {one.why_not}"
             for one in findings]
    broken = sum(not one.is_kept for one in findings)
    if broken:
        raise RccrmError("\n".join([f"{broken} of {len(findings)} requirements are not kept", *lines]), "all of them kept",
                         "mend the model and check again; docs/rooms/acrm-segments.md says what each asks")
    return "\n".join(lines)


def _ask(check: Callable[[Make, pd.DataFrame], None], make: Make, customers: pd.DataFrame) -> Finding:
    requirement = (check.__doc__ or "").rstrip(".")
    try:
        check(make, customers.copy(deep=True))
    except _Broken as broken:
        return Finding(requirement, str(broken))
    except Exception as error:  # whatever the other side's code raises is the finding
        return Finding(requirement, f"{type(error).__name__}: {error}")
    return Finding(requirement)


def _assigned(make: Make, customers: pd.DataFrame, *, fitted_on: pd.DataFrame | None = None) -> pd.Series:
    return make().fit(customers if fitted_on is None else fitted_on).assign(customers)


def _refuse(broken: bool, why: str) -> None:
    if broken:
        raise _Broken(why)


def _every_customer_once(make: Make, customers: pd.DataFrame) -> None:
    """Every customer is in exactly one segment, with a text as its label."""
    labels = _assigned(make, customers)
    _refuse(not isinstance(labels, pd.Series), f"assign returns {type(labels).__name__}, not a Series")
    _refuse(not labels.index.equals(customers.index), "the labels do not stand on the customers' index")
    _refuse(bool(labels.isna().any()), f"{int(labels.isna().sum())} customers have no label")
    _refuse(not all(isinstance(label, str) for label in labels), "a label is no text")


def _order_is_irrelevant(make: Make, customers: pd.DataFrame) -> None:
    """The order of the rows makes no difference."""
    shuffled = customers.iloc[np.random.default_rng(1).permutation(len(customers))]
    one, other = _assigned(make, customers), _assigned(make, shuffled).reindex(customers.index)
    _refuse(not one.equals(other), f"{int((one != other).sum())} customers change their segment with the order")


def _same_seed_same_answer(make: Make, customers: pd.DataFrame) -> None:
    """The same customers and the same parameters give the same answer."""
    np.random.seed(1)  # a segmenter that draws from numpy's global generator is found out
    one = _assigned(make, customers)
    np.random.seed(2)
    other = _assigned(make, customers)
    _refuse(not one.equals(other), f"{int((one != other).sum())} customers differ between two runs")


def _unseen_are_handled(make: Make, customers: pd.DataFrame) -> None:
    """Customers whom fit did not see are assigned too, and alone as among others."""
    seen, unseen = customers.iloc[: len(customers) // 2].copy(), customers.iloc[len(customers) // 2:].copy()
    segmenter = make().fit(seen)
    together = segmenter.assign(unseen)
    alone = pd.concat([segmenter.assign(unseen.iloc[[place]]) for place in range(min(5, len(unseen)))])
    _refuse(not alone.equals(together.iloc[: len(alone)]), "a customer alone gets another segment than among others")


def _input_is_unchanged(make: Make, customers: pd.DataFrame) -> None:
    """The customers handed over are not changed."""
    before = customers.copy(deep=True)
    _assigned(make, customers)
    _refuse(not before.equals(customers), "the frame was changed")


def _no_identifiers(make: Make, customers: pd.DataFrame) -> None:
    """No identifier is read: other names of the rows, and a column of ids, change nothing."""
    plain = _assigned(make, customers)
    renamed = customers.set_axis([f"P{n:06d}" for n in np.random.default_rng(3).permutation(len(customers))])
    _refuse(plain.tolist() != _assigned(make, renamed).tolist(), "other row names give other segments")
    with_ids = customers.assign(customer_id=renamed.index, household_id=renamed.index[::-1])
    _refuse(plain.tolist() != _assigned(make, with_ids).tolist(), "a column of ids changes the segments")


def _bad_input(make: Make, customers: pd.DataFrame) -> None:
    """Nothing supplied, one customer, or customers who are all alike: still one label each."""
    empty = pd.DataFrame({name: pd.Series(np.nan if kind.kind == "f" else None, index=customers.index, dtype=kind)
                          for name, kind in customers.dtypes.items()})
    alike = customers.iloc[[0] * 30].reset_index(drop=True)
    for what, frame in (("nothing supplied", empty), ("one customer", customers.iloc[[0]]), ("all alike", alike)):
        labels = _assigned(make, frame)
        _refuse(len(labels) != len(frame) or bool(labels.isna().any()), f"{what}: a customer has no label")


CHECKS = (_every_customer_once, _order_is_irrelevant, _same_seed_same_answer, _unseen_are_handled, _input_is_unchanged,
          _no_identifiers, _bad_input)
