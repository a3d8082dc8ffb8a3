"""What people do with lists: keep views and columns, correct a cell, start and undo bulk acts."""

from array import array
from pathlib import Path
from shutil import copyfileobj
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from dangol.kit.errors import Conflict, Refused
from dangol.kit.jobs import progress
from dangol.kit.lists import BulkAction, Column, RecordList, lists
from dangol.kit.lists.bulk import batches
from dangol.kit.lists.table import fingerprint
from dangol.kit.records import change, create, lock, remove
from dangol.workspace.lists.export import FORMATS, Stopped, write_file
from dangol.workspace.lists.queries import SIZE, selected, setting_of
from dangol.workspace.models import ListPreference, ListRun, ListRunBatch, SavedView
from dangol.workspace.services import notify

BATCH = 1_000
EXPORT = "export"


@transaction.atomic
def keep_view(
    record_list: RecordList, *, name: str, address: str, is_shared: bool, actor: Any
) -> SavedView:
    """Save the list as it stands under a name; the columns come along."""
    _may_share(is_shared, actor)
    setting = setting_of(actor, record_list.key)
    return create(
        SavedView,
        actor=actor,
        list_key=record_list.key,
        owner=actor,
        name=name,
        address=address,
        columns=setting.preference.columns,
        is_shared=is_shared,
    )


@transaction.atomic
def change_view(view: SavedView, *, actor: Any, **values: Any) -> SavedView:
    """Rename, share or overwrite a view; only its owner may, or who may share views."""
    if view.owner_id != actor.pk and not actor.has_perm("workspace.share_view"):
        raise Refused(_("다른 사람이 만든 보기입니다. 내 보기로 저장해서 쓰세요."))
    if values.get("is_shared", view.is_shared) != view.is_shared:
        _may_share(True, actor)
    return change(view, actor=actor, **values)


def drop_view(view: SavedView, *, actor: Any) -> None:
    """Delete a view; whoever opened with it opens with everything again."""
    change_view(view, actor=actor)
    remove(view, actor=actor)


def _may_share(is_shared: bool, actor: Any) -> None:
    if is_shared and not actor.has_perm("workspace.share_view"):
        raise Refused(_("보기를 모두에게 보일 권한이 없습니다. 내 보기로 저장하세요."))


def keep_setting(record_list: RecordList, *, actor: Any, **values: Any) -> ListPreference:
    """Remember a person's columns (names of the list), page size, density or first view."""
    preference, _made = ListPreference.objects.update_or_create(
        user=actor,
        list_key=record_list.key,
        defaults=values,
        create_defaults={"size": SIZE} | values,
    )
    return preference


@transaction.atomic
def correct_cell(
    record_list: RecordList, column: Column, record: Any, *, text: str, was: str, actor: Any
) -> None:
    """Write one cell; refused if it no longer holds what its editor saw."""
    assert column.edit  # noqa: S101
    now = column.edit.value(record)
    if fingerprint(now) != was:
        raise Conflict(
            _("그사이 다른 사람이 ‘%(value)s’(으)로 고쳤습니다. 새로 고친 뒤 다시 해 주세요.")
            % {"value": now}
        )
    column.edit.save(record, text, actor=actor)


def start_run(record_list: RecordList, *, action: str, actor: Any, **asked: Any) -> ListRun:
    """Note what was asked for; `ids`, or `address` for all that match."""
    asked |= {"list_key": record_list.key, "action": action, "actor": actor}
    verb = "view" if action == EXPORT else action_of(record_list, action).verb
    total = selected(record_list, ListRun(**asked), verb=verb).count()
    if not total:
        raise Refused(_("할 수 있는 기록이 없습니다. 고른 기록과 권한을 확인해 주세요."))
    return ListRun.objects.create(**asked, total=total)


def action_of(record_list: RecordList, key: str) -> BulkAction:
    """The list's bulk act of this name."""
    return next(action for action in record_list.bulk if action.key == key)


def carry_out(run: ListRun) -> ListRun:
    """Do what is left of a run, batch by batch; safe to call again after a crash or failure."""
    record_list = lists[run.list_key]
    if run.is_over and run.status != ListRun.Status.FAILED:
        return run
    _note(run, status=ListRun.Status.RUNNING)
    if run.action == EXPORT:
        return _export(record_list, run)
    action = action_of(record_list, run.action)
    rows = selected(record_list, run, verb=action.verb)
    left = rows.filter(pk__gt=run.position).order_by("pk").values_list("pk", flat=True)
    for ids in batches(array("q", left.iterator(BATCH)), BATCH):
        if not _run_batch(run, action, rows.model._base_manager.filter(pk__in=ids), ids[-1]):
            return _finish(run, ListRun.Status.CANCELLED)
        progress(run.percent, f"{run.done:,} / {run.total:,}")
    return _finish(run, ListRun.Status.DONE)


def _export(record_list: RecordList, run: ListRun) -> ListRun:
    try:
        name, note = write_file(record_list, run)
    except Stopped:
        return _finish(run, ListRun.Status.CANCELLED)
    return _finish(run, ListRun.Status.DONE, file=name, note=note, done=run.total)


def export_to(key: str, target: Path, *, user: Any, reason: str) -> int:
    """Write every column of a whole list into a file, logged like an export on screen.

    The ending of `target` chooses .xlsx or .csv (UTF-8 with BOM). Refuses an unknown list, a user
    without the right and an empty reason. Returns how many rows there are.
    """
    if key not in lists:
        known = ", ".join(name for name, _list in lists)
        text = _("‘%(key)s’ 목록이 없습니다. 있는 목록: %(known)s")
        raise Refused(text % {"key": key, "known": known})
    record_list = lists[key]
    if not user.has_perm(record_list.right("export")):
        raise Refused(_("이 목록을 내보낼 권한이 없습니다."))
    if not reason.strip():
        raise Refused(_("내보내는 사유를 적어 주세요."))
    kinds = {f".{suffix}": kind for kind, suffix in reversed(FORMATS.items())}
    if target.suffix not in kinds:
        raise Refused(_("파일 이름은 .xlsx나 .csv로 끝나야 합니다."))
    names = [column.name for column in record_list.all_columns.values() if column.exported]
    values = {"columns": names, "format": kinds[target.suffix]}
    run = start_run(record_list, action=EXPORT, actor=user, values=values, reason=reason)
    with carry_out(run).file.open("rb") as made, target.open("wb") as file:
        copyfileobj(made, file)
    return run.total


@transaction.atomic
def _run_batch(run: ListRun, action: BulkAction, rows: Any, position: int) -> bool:
    """One batch and the note of how far the run is, in one transaction; False if it must stop."""
    if lock(run).is_stopping:
        return False
    outcome = action.run(rows.order_by("pk"), run.values, actor=run.actor)
    ListRunBatch.objects.create(run=run, before=outcome.before, refused=outcome.refused)
    done, refused = run.done + outcome.done, run.refused + len(outcome.refused)
    _note(run, done=done, refused=refused, position=position)
    return True


def _note(run: ListRun, **values: Any) -> None:
    """Write down how a run stands; its own log, so nothing is announced."""
    for name, value in values.items():
        setattr(run, name, value)
    ListRun.objects.filter(pk=run.pk).update(**values)


def _finish(run: ListRun, status: str, **values: Any) -> ListRun:
    _note(run, status=status, finished_at=timezone.now(), **values)
    return run


def break_off(run: ListRun, status: str) -> None:
    """Note that a run ended early; what its finished batches did stays."""
    _finish(run, status)


def stop_run(run: ListRun) -> None:
    """Ask a run to stop after the batch it is in; what was done stays done."""
    _note(run, is_stopping=True)


def can_undo(run: ListRun) -> bool:
    """Whether what a run did can be taken back."""
    over = run.status in (ListRun.Status.DONE, ListRun.Status.CANCELLED, ListRun.Status.FAILED)
    if not over or run.action == EXPORT:
        return False
    action = action_of(lists[run.list_key], run.action)
    return bool(action.undo) and run.batches.exclude(before=None).exists()


def begin_undo(run: ListRun) -> None:
    """Mark a run as being taken back; refused where nothing can be."""
    if not can_undo(run):
        raise Refused(_("이 작업은 되돌릴 수 없습니다."))
    _note(run, status=ListRun.Status.UNDOING)


def take_back(run: ListRun) -> int:
    """Undo a run from its last batch to its first; safe to call again after a crash."""
    action = action_of(lists[run.list_key], run.action)
    assert action.undo  # noqa: S101
    back = 0
    for batch in run.batches.exclude(before=None).order_by("-pk"):
        with transaction.atomic():
            back += action.undo(batch.before, actor=run.actor)
            ListRunBatch.objects.filter(pk=batch.pk).update(before=None)
        progress(min(99, back * 100 // max(run.done, 1)))
    _finish(run, ListRun.Status.UNDONE)
    return back


def tell(run: ListRun) -> None:
    """Put the end of a run into its maker's bell."""
    title = lists[run.list_key].title
    text = _("%(title)s: %(n)s건을 마쳤습니다.") % {"title": title, "n": f"{run.done:,}"}
    if run.action == EXPORT:
        text = _("%(title)s 내보내기가 끝났습니다. 7일 동안 받을 수 있습니다.") % {"title": title}
    notify([run.actor_id], text, url=reverse("workspace:run", args=[run.pk]), kind=run.action)
