"""A customer's account on paper (거래 원장)."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import override

from dangol.kit.money import won
from dangol.kit.typesetting import typeset
from dangol.orders.money.queries import Account
from dangol.orders.papers.paper import (
    TEMPLATE,
    day_of,
    figure,
    supplier,
)
from dangol.orders.papers.queries import seal_bytes

LEDGER: Path = TEMPLATE.parent / "ledger.typ"


def account_pdf(account: Account, *, language: str = "ko", at: datetime | None = None) -> bytes:
    """거래 원장 as PDF: the balance before, every bill and receipt, the balance after."""
    with override(language):
        box = supplier()
        data = {
            "lang": language,
            "title": _("거 래 원 장"),
            "to": _("%(name)s 귀중") % {"name": account.customer.name},
            "supplier": " · ".join(filter(None, (box.rows[1][1], box.rows[0][1]))),
            "period": f"{day_of(account.since)} – {day_of(account.until)}",
            "heads": [_("날짜"), _("내용"), _("청구"), _("수금"), _("잔액")],
            "before": [_("전잔액"), figure(account.before)],
            "rows": [
                [
                    f"{entry.on:%Y-%m-%d}", entry.text,
                    figure(entry.billed) if entry.billed else "",
                    figure(entry.received) if entry.received else "", figure(entry.balance),
                ]
                for entry in account.entries
            ],
            "totals": [
                _("합계"), figure(account.billed), figure(account.received), figure(account.after),
            ],
            "after": [_("현잔액"), won(account.after)],
            "seal": list(seal_bytes()) or None,
        }  # fmt: skip
        return typeset(LEDGER, data, at=at)
