"""The carried font: covers daily Chinese, names what it lacks, embeds the same bytes twice."""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys

from fontTools.ttLib import TTFont
from matplotlib import font_manager

from rccrm_lib.core.words import load_catalogue
from rccrm_lib.reports import fonts

LEVEL_ONE = "".join(bytes([high, low]).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))


def test_every_level_one_character_and_sign_is_covered():
    assert len(LEVEL_ONE) == 3755
    assert fonts.missing_glyphs(LEVEL_ONE + "，。、；：“”‘’（）《》—…·¥€％‰≥≤≠±×÷−→↑↓▲▼■①②③喆堃昇玥翀琇祎陞") == []


def test_every_word_of_the_catalogue_can_be_drawn():
    text = "".join(entry["zh"] + entry["en"] for entry in load_catalogue().values())
    assert fonts.missing_glyphs(text) == []


def test_a_missing_glyph_is_written_as_its_code_point():
    assert fonts.drawable("客户𠮷") == "客户[U+20BB7]"
    assert fonts.drawable("客户\n表") == "客户\n表"


def test_matplotlib_finds_the_family_without_its_cache():
    assert fonts.register() in {entry.name for entry in font_manager.fontManager.ttflist}
    assert font_manager.findfont(fonts.FAMILY, fallback_to_default=False) == str(fonts.font_path())


def test_the_embedded_subset_holds_just_the_characters_and_no_clock():
    first = fonts.embed("云溪县 1,234")
    assert first == fonts.embed("云溪县 1,234")
    with TTFont(io.BytesIO(base64.b64decode(first.split(",")[1]))) as font:
        assert set(map(chr, font.getBestCmap())) == set("云溪县 1,234")
        with TTFont(fonts.font_path()) as whole:
            assert font["head"].modified == whole["head"].modified


def test_the_licence_travels_with_the_font_and_the_name_is_not_reserved():
    folder = fonts.font_path().parent
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text(encoding="utf-8")
    assert "noto-sans-sc" in (folder / "ORIGIN.md").read_text(encoding="utf-8")
    with TTFont(fonts.font_path()) as font:
        names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == fonts.FAMILY and "Adobe" in names[0]
    assert fonts.font_path().stat().st_size < 3_500_000


def test_listing_a_machines_fonts_says_nothing(tmp_path):
    """On a slow machine matplotlib would tell once that it builds its font cache, in the middle of a notebook."""
    script = (
        "import threading\n"
        "class Now(threading.Timer):\n"
        "    def start(self): self.function()\n"
        "threading.Timer = Now\n"
        "import rccrm_lib.reports.charts, matplotlib.font_manager\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120,
                          env={**os.environ, "MPLCONFIGDIR": str(tmp_path)})
    assert done.returncode == 0 and done.stderr == ""
    assert list(tmp_path.glob("fontlist*")), "no cache was built, so nothing was tried"
