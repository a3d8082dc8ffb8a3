"""What apps above add to the set-up wizard."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise

from dangol.accounts.models import User
from dangol.kit.registry import Registry


class Sample(NamedTuple):
    """Sample data one may start with; `start` enqueues the job that makes it."""

    label: str | Promise
    note: str | Promise
    start: Callable[[User], None]


samples: Registry[Sample] = Registry()
setup_steps: Registry[Callable[[str, User], None]] = Registry()
"""Run once, in the wizard's transaction, with the preset and the first administrator."""
