"""Waiting in a browser whose pages forbid eval."""

import time
from typing import Any


def until(page: Any, expression: str, *, seconds: float = 30) -> None:
    """Wait until the expression is true on the page.

    Playwright's own `wait_for_function` polls with eval, which our content policy refuses.
    """
    end = time.monotonic() + seconds
    while not page.evaluate(f"Boolean({expression})"):
        assert time.monotonic() < end, f"It never came true: {expression}"
        page.wait_for_timeout(50)
