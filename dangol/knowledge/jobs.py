"""Every morning: who must look at an article again, and what nobody needs any more."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dangol.kit.jobs import job
from dangol.knowledge.articles.services import forget_loose_pictures, tell_owners_to_review
from dangol.knowledge.finding.services import forget_missed


@job(cron="0 8 * * *", label=_("지식 글 검토 알림"))
def tell_of_reviews() -> int:
    """Tell owners of articles that are due; a second run tells nobody again."""
    return tell_owners_to_review(today=timezone.localdate())


@job(cron="35 4 * * *", label=_("쓰지 않는 지식 자료 정리"))
def tidy_knowledge() -> int:
    """Drop pictures of articles never saved, and old searches."""
    before = timezone.now() - timedelta(days=2)
    return forget_loose_pictures(before=before) + forget_missed(today=timezone.localdate())
