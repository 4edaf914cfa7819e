from rccrm_lib.facts.festivals import SPRING_FESTIVALS, festival_months


def test_the_month_before_the_festival():
    assert festival_months("2026-09") == ["2026-01", "2026-02"]
    assert festival_months("2026-02") == ["2026-01", "2026-02"]
    assert festival_months("2026-01") == ["2024-12", "2025-01"]  # this year's festival is still to come


def test_outside_the_table_nothing_is_said():
    assert festival_months("1899-12") == [] and festival_months("2105-01") == []


def test_the_festival_lies_between_21_january_and_21_february():
    assert all((1, 20) < (day.month, day.day) < (2, 22) for day in SPRING_FESTIVALS.values())
