"""The merge as a list of stages whose tables can be printed."""

import pytest

from rccrm_lib import ecif
from rccrm_lib.core.errors import RccrmError


def test_every_table_that_a_stage_names_is_there(con, add):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三", mobile="13912345678")
    stages = ecif.merge_stages(member_id="360199")
    assert ecif.list_stages(con, stages)["n_rows"].isna().any()
    ecif.run_stages(con, stages)
    listed = ecif.list_stages(con, stages)
    assert listed["n_rows"].notna().all(), listed[listed["n_rows"].isna()]
    assert len(ecif.show_table(con, stages, "records")) == 1


def test_a_run_may_stop_early_and_says_what_it_knows(con, add):
    add("cif_person", src_sys="CORE", cust_no="1", name="张三")
    stages = ecif.merge_stages(member_id="360199")
    ecif.run_stages(con, stages, until="match")
    assert ecif.show_table(con, stages, "edges").empty
    with pytest.raises(RccrmError, match="standardise"):
        ecif.run_stages(con, stages, until="publish")
    with pytest.raises(RccrmError, match="no stage leaves"):
        ecif.show_table(con, stages, "passwords")
