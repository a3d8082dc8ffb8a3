"""HTML from others made safe to show."""

from typing import Any


def clean_html(html: str, **rules: Any) -> str:
    """Keep what the rules of `nh3.clean` let through, all else goes.

    Loaded with the first text: 1.5 MB which a server at rest need not hold.
    """
    import nh3  # noqa: PLC0415 - see above

    return nh3.clean(html, **rules)
