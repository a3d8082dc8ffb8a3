"""`Idempotency-Key`: a write sent twice happens once, and both times gets the same answer.

Key, write and answer are one transaction, so there is no half-done state to find after a crash;
a second request with the key waits for the first.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.errors import HttpError

from dangol.api.models import KeptAnswer
from dangol.kit.errors import Refused

KEPT = timedelta(hours=24)
KEY_LIMIT = 200

Run = Callable[..., HttpResponse]


def once(run: Run) -> Run:
    """Let an operation's writes be sent with a key; without one they run as ever."""
    operation: Any = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def answered(request: HttpRequest, **path: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method == "GET":
            return run(request, **path)
        if error := operation._run_checks(request):
            return error
        try:
            with transaction.atomic():
                return _answer(request, key, lambda: run(request, **path))
        except (HttpError, Refused) as error:
            return operation.api.on_exception(request, error)

    return answered


def _answer(request: HttpRequest, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    if len(key) > KEY_LIMIT:
        raise HttpError(400, _("Idempotency-Key는 200자까지 쓸 수 있습니다."))
    kept, is_new = _keep(request, key)
    if not is_new:
        if kept.digest != _digest(request):
            raise Refused(_("같은 Idempotency-Key로 다른 요청을 이미 보냈습니다."))
        response = HttpResponse(kept.body, status=kept.status, content_type="application/json")
        response["Idempotency-Replayed"] = "true"
        return response
    response = run()
    if response.status_code >= 400:
        transaction.set_rollback(True)
    else:
        kept.status, kept.body = response.status_code, response.content.decode()
        kept.save(update_fields=["status", "body"])
    return response


def _keep(request: HttpRequest, key: str) -> tuple[KeptAnswer, bool]:
    """The row of this person's key, new or of an earlier request."""
    person: Any = request.user
    mine = KeptAnswer.objects.filter(person=person, key=key)
    mine.filter(at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            kept = KeptAnswer(person=person, key=key, digest=_digest(request))
            kept.save(force_insert=True)
            return kept, True
    except IntegrityError:
        return mine.get(), False


def _digest(request: HttpRequest) -> str:
    """What makes two requests the same; the boundary of an upload does not."""
    digest = sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        files: list[tuple[str, Any]] = sorted(request.FILES.items())
        for name, file in files:
            digest.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()
