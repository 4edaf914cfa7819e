"""Build the Chinese font that charts and reports carry, from the unpacked npm package @fontsource/noto-sans-sc.

    npm pack @fontsource/noto-sans-sc && tar xzf fontsource-noto-sans-sc-*.tgz
    python -m pip install fonttools brotli        # brotli reads woff2; the project itself does not need it
    python tools/build_font.py package

Why merge: the package cuts the font into a hundred woff2 slices for the web, matplotlib wants one TrueType file.
Why our own family name: the licence (SIL OFL 1.1) allows changed versions, and a name of its own never mixes
with a different version of Noto Sans SC that a machine may have installed.
The same package always gives the same bytes.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Rccrm Sans SC"
BUDGET_BYTES = 3_300_000  # of outlines; the file with its tables stays near 3.5 MB
BIG_SLICE = "chinese-simplified"
TARGET = Path(__file__).resolve().parents[1] / "rccrm_lib" / "reports" / "fonts"
# Latin, general punctuation, currency, letterlike, numbers in circles, arrows, mathematics, shapes, Chinese punctuation
SYMBOLS = [
    (0x20, 0x17F),
    (0x2010, 0x205F),
    (0x20A0, 0x20BF),
    (0x2100, 0x214F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x2473),
    (0x2500, 0x257F),
    (0x25A0, 0x25FF),
    (0x2600, 0x2617),
    (0x2713, 0x2718),
    (0x3000, 0x301F),
    (0xFF01, 0xFF5E),
    (0xFFE0, 0xFFE6),
]
EPOCH = 3_800_000_000  # a fixed date (2024-06) in the font's own calendar: no clock in the file


def gb2312() -> set[int]:
    """Every code point of GB 2312: the characters of daily writing, and nearly all names."""
    points: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes([high, low]).decode("gb2312", errors="ignore")
            points.update(map(ord, text))
    return points


def is_han(point: int) -> bool:
    """Whether the code point is a Chinese character."""
    return 0x3400 <= point <= 0x9FFF


def slices(package: Path) -> list[Path]:
    """The 400-weight slices: Latin first, the simplified slice, then the numbered ones, the most frequent (119) first."""

    def order(path: Path) -> tuple[int, int]:
        number = re.search(r"-sc-(\d+)-400", path.name)
        if number:
            return (2, -int(number[1]))
        return (1 if BIG_SLICE in path.name else 0, 0)

    found = sorted((package / "files").glob("noto-sans-sc-*-400-normal.woff2"), key=order)
    if not found:
        raise SystemExit(
            f"{package} holds no files/noto-sans-sc-*-400-normal.woff2: unpack the npm package first"
        )
    return found


def collect(package: Path) -> dict[int, tuple]:
    """Code point -> (outline, advance, left bearing), within the budget; GB 2312 and symbols always."""
    always = gb2312() | {point for low, high in SYMBOLS for point in range(low, high + 1)}
    chosen: dict[int, tuple] = {}
    spent = 0
    sources = [TTFont(path) for path in slices(package)]
    for must in (True, False):
        for font in sources:
            for point, name in sorted(font.getBestCmap().items()):
                if point in chosen or (must and point not in always) or (not must and not is_han(point)):
                    continue
                pen = TTGlyphPen(None)
                font.getGlyphSet()[name].draw(_Decompose(pen, font))
                glyph = pen.glyph()
                size = len(glyph.compile(None))
                if not must and spent + size > BUDGET_BYTES:
                    return chosen
                spent += size
                chosen[point] = (glyph, *font["hmtx"][name])
    return chosen


class _Decompose:
    """Hands composite outlines on as plain ones, so that no glyph refers to a name of another slice."""

    def __init__(self, pen: TTGlyphPen, font: TTFont) -> None:
        from fontTools.pens.recordingPen import DecomposingRecordingPen

        self._pen, self._record = pen, DecomposingRecordingPen(font.getGlyphSet())

    def __getattr__(self, name: str):
        return getattr(self._pen, name)

    def addComponent(self, glyph_name: str, transformation: tuple) -> None:
        self._record.addComponent(glyph_name, transformation)
        self._record.replay(self._pen)
        self._record.value.clear()


def build(package: Path, target: Path) -> int:
    """Write the font, its licence and a note of origin; returns the number of characters."""
    chosen = collect(package)
    sample = TTFont(slices(package)[0])
    order = [".notdef"] + [f"u{point:04X}" for point in sorted(chosen)]
    builder = FontBuilder(sample["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({point: f"u{point:04X}" for point in chosen})
    builder.setupGlyf(
        {".notdef": sample["glyf"][".notdef"]} | {f"u{p:04X}": part[0] for p, part in chosen.items()}
    )
    builder.setupHorizontalMetrics(
        {".notdef": sample["hmtx"][".notdef"]} | {f"u{p:04X}": part[1:] for p, part in chosen.items()}
    )
    metrics, style = sample["hhea"], sample["OS/2"]
    builder.setupHorizontalHeader(ascent=metrics.ascent, descent=metrics.descent)
    builder.setupNameTable(names(sample))
    builder.setupOS2(
        sTypoAscender=style.sTypoAscender,
        sTypoDescender=style.sTypoDescender,
        usWinAscent=style.usWinAscent,
        usWinDescent=style.usWinDescent,
        usWeightClass=400,
        fsType=0,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.updateHead(created=EPOCH, modified=EPOCH)
    builder.font.recalcTimestamp = False
    target.mkdir(parents=True, exist_ok=True)
    builder.save(target / "RccrmSansSC-Regular.ttf")
    shutil.copyfile(package / "LICENSE", target / "OFL.txt")
    return len(chosen)


def names(sample: TTFont) -> dict[str, str]:
    """The name table: our family name, the true copyright and licence of the original."""
    original = {record.nameID: str(record) for record in sample["name"].names}
    return {
        "copyright": original[0],
        "familyName": FAMILY,
        "styleName": "Regular",
        "fullName": FAMILY,
        "uniqueFontIdentifier": f"{FAMILY} from {original[5]}",
        "version": original[5],
        "psName": FAMILY.replace(" ", "") + "-Regular",
        "licenseDescription": "SIL Open Font License 1.1",
        "licenseInfoURL": original.get(14, "http://scripts.sil.org/OFL"),
    }


def main() -> None:
    """Build from the package's folder given as the only argument."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python tools/build_font.py <folder of the unpacked package>")
    count = build(Path(sys.argv[1]), TARGET)
    print(f"{count} characters, {(TARGET / 'RccrmSansSC-Regular.ttf').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
