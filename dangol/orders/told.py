"""What orders tell webhooks: the facts of a sale's money, and records without own fields."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

CUSTOMER = "customers.customer"

# facts are told with the id of the customer
for name, label in (
    ("quote_sent", _("견적 보냄(고객)")),
    ("quote_seen", _("견적 열람(고객)")),
    ("quote_questioned", _("견적 문의(고객)")),
    ("quote_accepted", _("견적 수락(고객)")),
    ("quote_declined", _("견적 거절(고객)")),
    ("order_made", _("주문 접수(고객)")),
    ("order_delivered", _("주문 완료(고객)")),
    ("order_cancelled", _("주문 취소(고객)")),
    ("money_received", _("수금(고객)")),
    ("money_refunded", _("환불(고객)")),
    ("money_credited", _("환입(고객)")),
):
    webhook_events.add(f"orders.{name}")(Told(label, CUSTOMER))

for event, label in (
    ("contractline.create", _("계약 품목 등록")), ("contractline.change", _("플랜 변경")),
    ("discountlimit.create", _("할인 한도 등록")), ("discountlimit.change", _("할인 한도 수정")),
    ("discountlimit.remove", _("할인 한도 삭제")),
):  # fmt: skip
    webhook_events.add(f"orders.{event}")(Told(label, f"orders.{event.partition('.')[0]}"))
