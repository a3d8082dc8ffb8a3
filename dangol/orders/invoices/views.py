"""The page that prepares a month's 전자세금계산서 for Hometax; it never issues them."""

from datetime import date, timedelta
from io import BytesIO

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dangol.accounts.requests import UserRequest
from dangol.customers.models import Customer
from dangol.kit.access import needs
from dangol.kit.forms import Form
from dangol.kit.personal import seen
from dangol.orders.invoices.queries import Month, invoices_of, own_lacks, sheet_of
from dangol.orders.invoices.words import MOST_ROWS, SHEETS, Sheet
from dangol.orders.money.models import Bill
from dangol.orders.money.queries import bills_seen_by
from dangol.workspace.lists.xlsx import XlsxWriter

SHOWN = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(Form):
    """Which form, which hundred of it, and why it is made (안전성 확보조치 기준 §8)."""

    part = forms.RegexField(r"^[a-z]+-[1-9][0-9]{0,3}$", widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("사유"), max_length=200, min_length=2,
        help_text=_("고객 정보가 담긴 파일이라 사유가 접속기록에 남습니다. 예: 10월 세금계산서"),
    )  # fmt: skip

    def clean_reason(self) -> str:
        return str(self.cleaned_data["reason"]).strip()


@require_http_methods(["GET", "POST"])
@needs("orders.export_bill")
def tax_invoices(request: UserRequest) -> HttpResponse:
    month = _month(request.GET.get("month", ""), timezone.localdate())
    found = invoices_of(bills_seen_by(request.user), month)
    form = FileForm(request.POST or None, user=request.user)
    missing = own_lacks()
    if request.method == "POST" and form.is_valid() and not missing:
        key, part = form.cleaned_data["part"].split("-")
        sheet, bills = _hundred(found, key, int(part))
        if bills:
            reason = form.cleaned_data["reason"]
            seen(request, "export", Customer, [b.customer_id for b in bills], reason=reason)
            return _file(sheet_of(sheet, bills), f"{key}-{month:%Y%m}-{part}.xlsx")
        form.add_error(None, _t("이 달에는 그 순서의 파일이 없습니다."))
    context = {
        "found": found, "is_empty": not any(one.bills for one in found.ready),
        "form": form, "missing": missing,
        "lacking": found.lacking[:SHOWN], "more": max(0, len(found.lacking) - SHOWN),
    }  # fmt: skip
    is_wrong = request.method == "POST"
    return render(request, "orders/tax_invoices.html", context, status=422 if is_wrong else 200)


def _hundred(found: Month, key: str, part: int) -> tuple[Sheet, list[Bill]]:
    """The bills of one file; none where there is no such file."""
    for sheet, bills in found.ready:
        if sheet.key == key:
            return sheet, bills[(part - 1) * MOST_ROWS : part * MOST_ROWS]
    return SHEETS[0], []


def _month(text: str, today: date) -> date:
    """The first day of the month asked for, else of the last one."""
    try:
        year, month = (int(part) for part in text.split("-"))
        return date(year, month, 1)
    except ValueError:
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _file(lines: list[list[object]], name: str) -> HttpResponse:
    file = BytesIO()
    writer = XlsxWriter(file)
    writer.lines(lines)
    writer.close()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type=XLSX, headers=headers)
