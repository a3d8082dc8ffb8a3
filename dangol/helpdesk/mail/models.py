"""Which mailboxes lie on the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dangol.helpdesk.setup.models import RequestType, Space, Team
from dangol.kit.models import Record


class DeskMailbox(Record):
    """A shared mail account whose mails become tickets."""

    account = models.OneToOneField(
        "messaging.MailAccount", models.CASCADE, related_name="+", verbose_name=_("메일 계정")
    )
    space = models.CharField(_("공간"), max_length=8, choices=Space, default=Space.CUSTOMER)
    team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("팀")
    )
    request_type = models.ForeignKey(
        RequestType, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("요청유형"),
    )  # fmt: skip
    sends_receipt = models.BooleanField(
        _("접수 알림 메일 보내기"), default=True,
        help_text=_("새 티켓마다 한 번, 사람이 쓴 메일에만 보냅니다."),
    )  # fmt: skip
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("상담 메일함")

    def __str__(self) -> str:
        return str(self.account)
