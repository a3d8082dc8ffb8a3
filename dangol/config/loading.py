"""Starting quickly: what is loaded stays, so nobody looks for garbage in it, then or later."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Load modules inside; a tenth of a start goes into collections that find nothing."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
