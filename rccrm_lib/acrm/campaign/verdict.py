"""What an interval lets one say."""

POSITIVE, NEGATIVE, CANNOT_TELL = "positive", "negative", "cannot_tell"


def verdict(low: float, high: float) -> str:
    """positive or negative where the interval lies on one side of 0; cannot_tell otherwise, NaN included."""
    return POSITIVE if low > 0 else NEGATIVE if high < 0 else CANNOT_TELL
