"""Yes and no as people write them in a cell."""

_YES = {"1", "true", "yes", "y", "o", "예", "네", "있음", "동의"}
_NO = {"0", "false", "no", "n", "x", "아니요", "아니오", "없음", "거부"}


def parse_yes_no(text: str) -> bool | None:
    """True or False, None when it is neither."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    return False if word in _NO else None
