"""Counting segments, at night and when asked."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.segments import services


@job(cron="40 1 * * *", label=_("세그먼트 세기"))
def count_segments() -> int:
    """Every night, after grades and recency moved."""
    return services.refresh_all(at=timezone.now())


@job(label=_("세그먼트 세기"))
def count_segment(*, segment_id: int, actor_id: int | None = None) -> int:
    """One segment, after it was changed."""
    return services.refresh_all(at=timezone.now(), ids=[segment_id])
