"""The colours of charts and pages: one accent, greys, and darker shades for loss; all readable in greyscale."""

ACCENT = "#0b5d4e"
ACCENT_MID = "#3f7f72"
ACCENT_LIGHT = "#cfe3de"
INK = "#1d2523"
MUTED = "#5b6663"
GREY = "#a9b3b0"
GREY_DARK = "#66716e"
LIGHT = "#e4e9e7"
LINE = "#c4ccc9"
DOWN = "#8c4a1f"  # losses: a brown that is clearly darker than GREY and lighter than ACCENT without colour
