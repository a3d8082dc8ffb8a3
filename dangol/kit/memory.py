"""Keep the memory of a process that runs for weeks small: what is done with goes back."""

import os
from contextlib import suppress
from ctypes import CDLL

ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
ARENAS = 2


def share_arenas() -> None:
    """Let all threads take memory from two pools; call it before there are threads.

    glibc gives each thread its own, and what one thread frees no other one can use. Under one
    interpreter lock they hardly ever ask at the same time. MALLOC_ARENA_MAX says otherwise.
    """
    if "MALLOC_ARENA_MAX" in os.environ:
        return
    with suppress(AttributeError, OSError):  # other systems have no such call
        CDLL(None).mallopt(ARENA_MAX, ARENAS)


def give_back() -> None:
    """Return freed memory, which glibc keeps in pieces, to the system."""
    with suppress(AttributeError, OSError):
        CDLL(None).malloc_trim(0)
