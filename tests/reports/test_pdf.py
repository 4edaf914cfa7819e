"""The PDF: real text in an embedded font, bookmarks, the same bytes twice; no text of the data is read as markup."""

from __future__ import annotations

import io
import re

import pytest
from pypdf import PdfReader

from rccrm_lib.core.words import Words
from rccrm_lib.reports import compose_month, render_pdf, write_pdf
from rccrm_lib.reports.fonts import FAMILY
from rccrm_lib.reports.formats import Formats

EVIL = '#panic("x") *b* _i_ $x^2$ \\\\ [k] <l> @r `c` // ~ "q"'


@pytest.fixture(scope="module")
def pdf(document):
    return render_pdf(document, words=Words(document.language))


@pytest.fixture(scope="module")
def reader(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_of(reader: PdfReader) -> str:
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def fonts_of(reader: PdfReader) -> list[dict]:
    found = {}
    for page in reader.pages:
        fonts = page.get("/Resources", {}).get("/Font", {})
        for name, font in fonts.items():
            found[name, font.get_object()["/BaseFont"]] = font.get_object()
    return list(found.values())


def test_the_same_document_gives_the_same_bytes(document, pdf, tmp_path):
    path = write_pdf(document, tmp_path / "report.pdf", words=Words(document.language))
    assert path.read_bytes() == pdf and pdf.startswith(b"%PDF")


def test_the_words_of_every_block_can_be_searched(document, reader):
    text = text_of(reader)
    for section in document.sections:
        assert squeezed(section.title) in text
        for block in section.blocks:
            for attribute in ("text", "caption", "title"):
                if hasattr(block, attribute):
                    assert squeezed(getattr(block, attribute)) in text, getattr(block, attribute)


def test_every_key_figure_stands_on_page_one_with_what_is_good_worrying_and_to_decide(document, reader):
    first, formats = squeezed(reader.pages[0].extract_text()), Formats(Words(document.language), document.currency)
    for block in document.sections[0].blocks:
        for key in getattr(block, "figures", ()):
            assert squeezed(key.label) in first and key.id in first
            if key.value is not None:
                assert formats.headline(key.value, key.unit)[0] in first
        for item in getattr(block, "items", ()):
            assert squeezed(item) in first


def test_bookmarks_lead_to_every_section_and_chart(document, reader):
    sections = [entry for entry in reader.outline if not isinstance(entry, list)]
    assert [squeezed(entry.title) for entry in sections] == [
        squeezed(f"{at} {section.title}") if at else squeezed(section.title)
        for at, section in enumerate(document.sections)]
    pages = [reader.get_destination_page_number(entry) for entry in sections]
    assert pages == sorted(set(pages)) and pages[0] == 0
    assert any(isinstance(entry, list) for entry in reader.outline)


def test_a4_with_page_numbers_and_a_head_that_finds_the_run_again(document, reader):
    for number, page in enumerate(reader.pages, start=1):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        text = squeezed(page.extract_text())
        assert f"{number}/{len(reader.pages)}" in text
        assert (document.short_hash in text) and (squeezed(document.member) in text)
    assert reader.metadata is not None and document.title in str(reader.metadata.title)
    assert document.member in str(reader.metadata.author)
    assert reader.metadata.creation_date is None


def test_all_text_is_set_in_the_packages_own_embedded_font(reader):
    fonts = fonts_of(reader)
    assert fonts
    for font in fonts:
        assert FAMILY.replace(" ", "") in font["/BaseFont"].replace("-", "").replace("#20", "")
        below = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(below)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_text_of_the_data_is_read_as_markup(results, language):
    words = Words(language)
    made = results(name_zh=EVIL, name_en=EVIL)
    made = results(name_zh=EVIL, name_en=EVIL, campaigns=made.campaigns.assign(name=EVIL),
                   files=made.files.assign(file=[EVIL, *made.files["file"].iloc[1:]]))
    reader = PdfReader(io.BytesIO(render_pdf(compose_month(made, words=words), words=words)))
    assert squeezed(EVIL) in squeezed(reader.pages[0].extract_text())


def test_a_character_that_the_font_lacks_is_told_and_never_a_box(results):
    words = Words("zh")
    made = results(name_zh="𠮷祥县农村信用社")
    text = text_of(PdfReader(io.BytesIO(render_pdf(compose_month(made, words=words), words=words))))
    assert "[U+20BB7]祥县农村信用社" in text and "𠮷" not in text


def test_a_month_of_which_nothing_is_known_still_prints(bare_results):
    words = Words("zh")
    text = text_of(PdfReader(io.BytesIO(render_pdf(compose_month(bare_results(), words=words), words=words))))
    assert words("report.frame.not_supplied") in text and words("report.frame.simulated") not in text
