"""Keeping a report as it was, and letting its figures out as a file."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.kit.access import Scope
from dangol.kit.errors import Refused
from dangol.kit.events import publish
from dangol.kit.personal import PersonalDataSeen
from dangol.kit.records import create, remove
from dangol.workspace.models import Snapshot
from dangol.workspace.registry import Report
from dangol.workspace.reports.asks import Asked
from dangol.workspace.reports.files import write_csv, write_xlsx
from dangol.workspace.reports.queries import EXPORT
from dangol.workspace.reports.shape import Figures, to_json


def snapshot_name(label: str, *, at: datetime, maker: str) -> str:
    """영업목적별 투입시간분석 - 2026-11-28 오후 4:58:51 - 최동욱 (F105's form)."""
    local = timezone.localtime(at)
    half = _("오전") if local.hour < 12 else _("오후")
    clock = f"{local.hour % 12 or 12}:{local:%M:%S}"
    return f"{label[:120]} - {local:%Y-%m-%d} {half} {clock} - {maker}"[:200]


@atomic
def keep_snapshot(
    name: str,
    report: Report,
    figures: Figures,
    *,
    asked: Asked,
    address: str,
    at: datetime,
    actor: User,
) -> Snapshot:
    """Keep the figures as they are now, under the time and their maker's name."""
    scope = (report.permission and actor.scope_of(report.permission)) or Scope.OWN
    return create(
        Snapshot,
        actor=actor,
        report=name,
        name=snapshot_name(str(report.label), at=at, maker=actor.name),
        maker=actor,
        department=actor.department,
        scope=scope,
        address=address,
        said=asked.said,
        figures=to_json(figures),
        made_at=at,
    )


def drop_snapshot(snapshot: Snapshot, *, actor: User) -> None:
    """Throw kept figures away; only whoever kept them may."""
    if snapshot.maker_id != actor.pk:
        raise Refused(_("저장한 사람만 지울 수 있습니다."))
    remove(snapshot, actor=actor)


class Paper(NamedTuple):
    """What leaves the house: figures, their title, and what was asked, in words."""

    title: str
    said: list[tuple[str, str]]
    figures: Figures


@atomic
def export_figures(
    paper: Paper, *, format: str, reason: str, address: str, at: datetime, actor: User
) -> bytes:
    """The figures as a file, logged with the reason (안전성 확보조치 기준 §8).

    `address` is where the request came from.
    """
    if not actor.has_perm(EXPORT):
        raise Refused(_("보고서를 내보낼 권한이 없습니다."))
    if not reason.strip():
        raise ValidationError({"reason": _("내보내는 사유를 적어 주세요.")})
    figures = paper.figures
    publish(
        PersonalDataSeen(
            act="export",
            model=figures.model or Snapshot._meta.label_lower,
            record_ids=figures.subjects,
            reason=f"{paper.title}: {reason}",
            address=address,
            actor_id=actor.pk,
        )
    )
    made = [
        (_("만든 때"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
        (_("만든 사람"), actor.name),
    ]
    write = write_xlsx if format == "xlsx" else write_csv
    return write(paper.title, [*paper.said, *made], figures)
