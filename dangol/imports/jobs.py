"""Imports are long: the worker does them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dangol.accounts.models import User
from dangol.imports import running, services
from dangol.imports.errors import FileProblem
from dangol.kit.jobs import job

KEEP_FILES = timedelta(days=30)


@job(label=gettext_lazy("가져오기"))
def work_import(*, import_id: int, actor_id: int) -> None:
    """Bring the file in; goes on where it stopped when it is run again."""
    try:
        running.work(import_id, actor=User.objects.get(pk=actor_id))
    except FileProblem as problem:
        running.fail(import_id, str(problem))
    except Exception:
        running.fail(import_id, _("뜻밖의 문제로 멈췄습니다. 이어서 하기를 눌러 주세요."))
        raise


@job(label=gettext_lazy("가져오기 미리 보기"), priority=10, retries=0)
def check_import(*, import_id: int, revision: int, actor_id: int) -> dict[str, Any] | None:
    """Count what an import would do."""
    try:
        return running.check(import_id, revision, actor=User.objects.get(pk=actor_id))
    except FileProblem as problem:
        running.note_problem(import_id, revision, str(problem))
    return None


@job(label=gettext_lazy("가져오기 되돌리기"))
def undo_import(*, import_id: int, actor_id: int) -> None:
    """Take an import back."""
    running.undo(import_id, actor=User.objects.get(pk=actor_id))


@job(cron="40 3 * * *", label=gettext_lazy("가져온 파일 지우기"))
def prune_import_files() -> int:
    """Every night, delete uploaded files older than 30 days."""
    return services.prune_files(before=timezone.now() - KEEP_FILES)
