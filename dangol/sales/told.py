"""What sales tells webhooks: the facts of a sale, and records that have no fields of their own."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

CUSTOMER = "customers.customer"

# facts are told with the id of the customer
for name, label in (
    ("deal_opened", _("거래 시작(고객)")),
    ("deal_moved", _("거래 단계 이동(고객)")),
    ("deal_won", _("수주(고객)")),
    ("deal_lost", _("실주(고객)")),
    ("deal_reopened", _("거래 다시 열림(고객)")),
    ("sale_planned", _("영업기획(고객)")),
    ("rival_moved", _("경쟁사 활동(고객)")),
    ("lead_converted", _("가망고객 전환(고객)")),
):
    webhook_events.add(f"sales.{name}")(Told(label, CUSTOMER))

for event, label in (
    ("dealer.create", _("대리점 등록")), ("dealer.change", _("대리점 수정")),
    ("territory.create", _("권역 등록")), ("territory.change", _("권역 수정")),
    ("territory.remove", _("권역 삭제")),
    ("leadhandoff.create", _("가망고객 배정")), ("leadhandoff.change", _("가망고객 수락·반려")),
    ("dealrival.create", _("거래의 경쟁사 등록")), ("dealrival.change", _("거래의 경쟁사 수정")),
    ("dealrival.remove", _("거래의 경쟁사 삭제")),
):  # fmt: skip
    webhook_events.add(f"sales.{event}")(Told(label, f"sales.{event.partition('.')[0]}"))
