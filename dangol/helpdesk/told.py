"""What the desk tells webhooks, beside tickets, which are told as of any record with own fields."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

CUSTOMER = "customers.customer"
for name, label in (
    ("ticket_opened", _("티켓 접수(고객)")),
    ("ticket_replied", _("티켓 답변(고객)")),
    ("ticket_solved", _("티켓 완료(고객)")),
    ("ticket_reopened", _("티켓 재접수(고객)")),
    ("satisfaction_given", _("만족도 응답(고객)")),
    ("call_ended", _("통화 끝(고객)")),
    ("outbound_called", _("콜 명단 통화(고객)")),
):
    webhook_events.add(f"helpdesk.{name}")(Told(label, CUSTOMER))
for record, verbs in {
    "call": {"create": _("통화 시작"), "change": _("통화 바뀜")},
    "callback": {"create": _("콜백 등록"), "change": _("콜백 수정")},
    "diallist": {"create": _("콜 명단 등록"), "change": _("콜 명단 수정")},
    "dialtarget": {"change": _("콜 대상 결과")},
    "qualityreview": {"create": _("상담 평가 등록"), "change": _("상담 평가 수정")},
    "complaint": {"create": _("불만 등록"), "change": _("불만 수정·결재")},
}.items():
    for verb, label in verbs.items():
        webhook_events.add(f"helpdesk.{record}.{verb}")(Told(label, f"helpdesk.{record}"))
