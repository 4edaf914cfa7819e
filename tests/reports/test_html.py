"""The HTML page: self-contained, escaped, the same twice, readable by a machine that reads aloud."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month, render_html, write_html
from rccrm_lib.reports.html import css_string

EVIL = '<script>alert("1")</script>'
VOID = {"meta", "img", "br", "link", "input"}


class Page(HTMLParser):
    """Collects tags with attributes and checks that every tag is closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(document):
    return render_html(document, words=Words(document.language))


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_same_document_gives_the_same_bytes(document, html, tmp_path):
    path = write_html(document, tmp_path / "report.html", words=Words(document.language))
    assert path.read_bytes() == html.encode("utf-8")


def test_nothing_is_fetched_from_anywhere(html, page):
    outside = re.sub(r"base64,[A-Za-z0-9+/=]+", "", html)
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!data:)", outside)
    for _, attributes in page.tags:
        assert (attributes.get("src") or "data:").startswith("data:")
        assert (attributes.get("href") or "#").startswith("#")
    assert not page.all("script") and not page.all("link") and not page.all("iframe")


def test_tags_are_closed_ids_unique_and_links_arrive(page):
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for attributes in page.all("a")} <= set(ids)


def test_every_chart_has_its_table_and_its_words(document, page):
    assert len(page.all("img")) == len(page.all("figure")) == len(page.all("details"))
    assert all(attributes["alt"] for attributes in page.all("img"))
    assert page.all("html")[0]["lang"] == {"zh": "zh-CN", "en": "en"}[document.language]
    assert len(page.all("h1")) == 1 and all(attributes.get("scope") for attributes in page.all("th"))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_number_in_a_table_carries_its_figure_id(page):
    cells = [attributes for attributes in page.all("td") if "n" in (attributes.get("class") or "").split()]
    assert cells and all(attributes.get("data-figure") for attributes in cells)


def test_the_header_and_the_banner(html, document):
    for part in ("360199", "2026-09", "0.1.0+3f9a51c27e04", "9c41d07ab2"):
        assert part in html
    assert Words(document.language)("report.frame.simulated") in html


def test_real_data_carry_no_banner(bare_results):
    words = Words("zh")
    assert words("report.frame.simulated") not in render_html(compose_month(bare_results(), words=words), words=words)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_script_in_a_name_is_only_text(results, language):
    words = Words(language)
    made = results(name_zh=EVIL, name_en=EVIL, short_hash=EVIL, code_version=EVIL)
    files = made.files.assign(file=[EVIL, *made.files["file"].iloc[1:]])
    campaigns = made.campaigns.assign(name=EVIL)
    made = results(name_zh=EVIL, name_en=EVIL, short_hash=EVIL, code_version=EVIL, files=files, campaigns=campaigns)
    html = render_html(compose_month(made, words=words), words=words)
    assert "<script" not in html and "&lt;script&gt;" in html and not Page(html).all("script")


def test_a_css_string_cannot_be_left():
    text = css_string('a";} </style><script>\n\\')
    inner = text[1:-1]
    assert not set(inner) & set('"<>;}\n') and "\\22 " in inner
