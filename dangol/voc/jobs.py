"""Work of the VOC on a schedule: collecting what was said, and finding its words."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes import preferences
from dangol.kit.jobs import job, progress
from dangol.voc.collecting import collect, read_with_kiwi
from dangol.voc.counting import count_month, months_to_count
from dangol.voc.improving import remind_of_due
from dangol.voc.preferences import VocPreferences
from dangol.voc.texts import has_kiwi

NIGHTLY = timedelta(days=4)  # a survey is answered, a note is written days after the talk


@job(cron="40 3 * * *", label=_("VOC 모으기"))
def collect_nightly() -> int:
    """Propose what was said in the last days, then find its words."""
    if not preferences.get(VocPreferences).collects:
        return 0
    now = timezone.now()
    made = collect(now - NIGHTLY, now)
    read_words.enqueue()
    return made


@job(cron="5 8 * * *", label=_("개선과제 기한 알림"))
def tell_of_due_improvements() -> int:
    """Tell owners what is due soon or late; a second run tells nobody again."""
    return remind_of_due(today=timezone.localdate())


@job(label=_("VOC 모으기"))
def collect_days(*, days: int, actor_id: int | None = None) -> int:
    """Propose what was said in the last so many days."""
    now = timezone.now()

    def tell(made: int) -> None:
        progress(50, _t("%(n)s건을 올렸습니다.") % {"n": f"{made:,}"})

    made = collect(now - timedelta(days=days), now, tell=tell)
    read_words.enqueue()
    return made


@job(label=_("VOC 키워드 찾기"), priority=-10)
def read_words() -> int:
    """Find the words of new voices by morphemes, where the extra `ko` is installed."""
    if not has_kiwi():
        return 0
    read = 0
    while part := read_with_kiwi():
        read += part
        progress(50, f"{read:,}")
    return read


@job(cron="20 4 * * *", label=_("VOC 합계 세기"), priority=-10)
def count_months() -> int:
    """Sum up the months before this one that changed; reports are right before, only slower."""
    done = 0
    for month in list(months_to_count(today=timezone.localdate())):
        count_month(month)
        done += 1
        progress(50, f"{month:%Y-%m}")
    return done
