import pytest

from rccrm_lib.core.errors import RccrmError
from rccrm_lib.flow import draw_sections, open_run


@pytest.fixture
def published_run(published_sample):
    return open_run(
        config=str(published_sample.config), member=published_sample.member, month=published_sample.month,
        folder=str(published_sample.folder),
    )


def test_a_section_is_drawn_in_the_language_asked(published_run):
    charts = draw_sections(published_run, "tiers")
    assert len(charts.drawn) >= 3
    html = charts._repr_html_()
    assert html.count("<svg") == len(charts.drawn) and "<?xml" not in html
    english = draw_sections(published_run, "tiers", language="en")
    assert [title for title, _ in english.drawn] != [title for title, _ in charts.drawn]


def test_an_unknown_section_names_those_there_are(published_run):
    with pytest.raises(RccrmError, match="tiers"):
        draw_sections(published_run, "tears")
