"""Work of the portal behind its answers."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.portal.models import LinkAsk
from dangol.portal.services import answer_ask

KEPT = timedelta(days=30)


@job(label=_("고객 포털 링크 보내기"), priority=20)
def send_link(*, ask_id: int) -> None:
    """Answer one ask for a link."""
    answer_ask(ask_id, at=timezone.now())


@job(cron="20 4 * * *", label=_("고객 포털 요청 지우기"))
def forget_asks() -> int:
    """Delete asks and links of a month ago: they were only kept to be counted."""
    return LinkAsk.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
