"""What customers tell the scorecard: how many were registered and looked at."""

from urllib.parse import urlencode

from django.db.models import Count, TextField, Value
from django.db.models.functions import Cast, Concat, TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.audit.models import Access
from dangol.audit.queries import bounds_of, in_month
from dangol.customers.models import Customer
from dangol.workspace.reports.asks import Days
from dangol.workspace.scorecard.registry import Score, scores


def registered(days: Days) -> dict[int, int]:
    """Customers each person registered in a month, by hand or by import."""
    start, end = bounds_of(days.first)
    rows = Customer.objects.filter(
        created_at__gte=start, created_at__lt=end, created_by__isnull=False
    )
    return dict(rows.values_list("created_by").annotate(n=Count("pk")).order_by())


def looked_at(days: Days) -> dict[int, int]:
    """Pages of customers each person opened in a month; one customer counts once a day."""
    views = in_month(days.first).filter(
        act=Access.Act.VIEW, model=Customer._meta.label_lower, actor__isnull=False
    )
    once = Concat(
        Cast("record_ids", TextField()),
        Value("/"),
        Cast(TruncDate("at"), TextField()),
        output_field=TextField(),
    )
    return dict(views.values_list("actor").annotate(n=Count(once, distinct=True)).order_by())


def _registered_behind(viewer: User, person: int, days: Days) -> str:
    if not viewer.has_perm("customers.view_customer"):
        return ""
    asked = [
        ("created_by", person),
        ("created_at.between", days.first.isoformat()),
        ("created_at.between", days.last.isoformat()),
    ]
    return f"{reverse('customers:customer_list')}?{urlencode(asked)}"


def _looked_at_behind(viewer: User, person: int, days: Days) -> str:
    if not viewer.has_perm("audit.view_access"):
        return ""
    asked = {
        "person": person,
        "act": "view",
        "since": days.first.isoformat(),
        "until": days.last.isoformat(),
    }
    return f"{reverse('audit:access_list')}?{urlencode(asked)}"


scores.add("db_assets")(
    Score(
        _("데이터 관리"),
        _("고객 DB 자산화"),
        30,
        registered,
        unit=_("건"),
        help=_("그달에 등록한 고객 수입니다. 가져오기로 넣은 고객은 가져온 사람의 것으로 셉니다."),
        permission="customers.add_customer",
        behind=_registered_behind,
        order=10,
    )
)
scores.add("db_use")(
    Score(
        _("고객정보 공유"),
        _("정보의 활용도"),
        10,
        looked_at,
        unit=_("회"),
        help=_("접속기록에서 고객 화면을 연 횟수입니다. 같은 고객은 하루에 한 번만 셉니다."),
        permission="customers.view_customer",
        behind=_looked_at_behind,
        order=30,
    )
)
