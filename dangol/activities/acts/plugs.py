"""What activities tell the apps below: rights, own fields, hand-over."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.accounts.people.handover import Handover, handovers
from dangol.activities.acts import kinds as _kinds  # noqa: F401 - declares the code groups
from dangol.activities.acts.checks import RECORD
from dangol.activities.acts.many import reassign_many
from dangol.activities.acts.models import Activity, Series
from dangol.codes.registry import custom_records
from dangol.kit.access import declare, declare_record
from dangol.kit.records import change_many
from dangol.workspace.services import notify

declare_record(
    "activities",
    "activity",
    _("영업활동"),
    export=_("내보내기"),
)
declare("activities.manage_kinds", _("활동 종류와 규칙 관리"), group=_("영업활동"))
custom_records.add(RECORD)(_("영업활동"))


def _open_of(person: User) -> int:
    return Activity.objects.open().filter(owner=person).count()


def _hand_over(person: User, to: User, actor: User | None) -> int:
    """Open to-dos and repeating ones; what was done stays under who did it."""
    change_many(Series.objects.filter(owner=person, ended_at=None), actor=actor, owner=to)
    moved = len(reassign_many(Activity.objects.filter(owner=person), to=to, actor=actor))
    text = _("%(name)s 님의 업무를 넘겨받았습니다. 인수인계서를 읽어 보세요.")
    url = reverse("activities:takeover", query={"from": person.pk})
    notify([to.pk], text % {"name": person.name}, url=url)
    return moved


handovers.add(RECORD)(Handover(_("할 일"), _open_of, _hand_over))
