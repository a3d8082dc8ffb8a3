"""Acts of the workspace: telling people, remembering what they opened."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from dangol.kit import realtime
from dangol.kit.korean.text import fit_particles
from dangol.workspace.models import Notice

_REMEMBER = """INSERT INTO workspace_recentrecord (user_id, model, record_id, at)
    VALUES (%s, %s, %s, %s)
    ON CONFLICT (user_id, model, record_id) DO UPDATE SET at = excluded.at"""


def notify(user_ids: Iterable[int], text: Any, *, url: str = "", kind: str = "info") -> None:
    """Put a line into these people's bells; those who are looking see it after the commit."""
    ids = sorted(set(user_ids))
    Notice.objects.bulk_create(
        Notice(user_id=pk, text=fit_particles(str(text))[:300], url=url, kind=kind) for pk in ids
    )
    transaction.on_commit(lambda: ring(ids))


def ring(user_ids: Iterable[int]) -> None:
    """Tell the open pages of these people that their bell changed."""
    for pk in user_ids:
        realtime.send(f"user:{pk}", {"topic": "notices"})


def remember_record(user: Any, record: models.Model) -> None:
    """Note that this person opened this record; opening one with personal data notes it too."""
    remember_opened(user.pk, record._meta.label_lower, record.pk)


def remember_opened(user_id: int, model: str, record_id: int) -> None:
    """One statement written by hand: every record page waits for it."""
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, [user_id, model, record_id, at])


def read_notice(notice: Notice) -> None:
    """Note that a notice was read."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    ring([notice.user_id])


def read_all(user: Any) -> None:
    """Note that all of a person's notices were read."""
    Notice.objects.filter(user=user, read_at=None).update(read_at=timezone.now())
    ring([user.pk])


def forget_notices(urls: Iterable[str]) -> None:
    """Delete what bells say about these pages: their records are gone."""
    Notice.objects.filter(url__in=list(urls)).exclude(url="").delete()
