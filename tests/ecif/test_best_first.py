"""The clustering alone: what may meet, what may not, and who stands above."""

import numpy as np

from rccrm_lib.ecif.best_first import Groups, label_parts, pairs_inside


def test_two_numbers_never_meet_unless_signed():
    groups = Groups({1: ("A",), 2: (None,), 3: ("B",)})
    assert groups.join(1, 2) and not groups.join(2, 3) and groups.root(2) == 1
    assert groups.join(2, 3, signed=True) and groups.root(3) == 1


def test_a_denied_pair_is_kept_apart_through_others():
    groups = Groups({1: (), 2: (), 3: ()}, [(1, 3)])
    assert groups.join(1, 2) and not groups.join(2, 3)


def test_a_guarded_join_hears_every_pair():
    groups = Groups({1: (), 2: (), 3: ()})
    groups.bits = {(1, 2): 9.0, (2, 3): 2.0, (1, 3): -8.0}
    assert groups.join(1, 2, guarded=True) and not groups.join(2, 3, guarded=True)
    groups.bits = {(1, 2): 9.0, (2, 3): 9.0, (1, 3): -8.0}
    assert groups.join(2, 3, guarded=True)


def test_parts_and_their_pairs():
    labels = label_parts(np.array([1, 2, 5]), np.array([2, 3, 6]), 6)
    assert labels.tolist() == [1, 1, 1, 4, 5, 5]
    assert sorted(map(tuple, pairs_inside(labels).T.tolist())) == [(1, 2), (1, 3), (2, 3), (5, 6)]
