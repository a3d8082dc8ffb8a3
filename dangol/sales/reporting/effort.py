"""What sales tells the report of minutes (F104): stages of deals, and what was won with them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.activities.reports.stages import StageSource, stage_sources
from dangol.activities.reports.winnings import Won, winnings
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import deals_seen_by, every_stage, pipelines
from dangol.workspace.reports.asks import Days

_LADDER = stage_sources["ladder"]
# the stage of the deal it hangs on, else of the customer's deal in progress then, else the ladder
_SQL = f"""COALESCE(
    (SELECT 'd' || s.stage_id FROM sales_dealstate s WHERE a.link_model = 'sales.deal'
        AND s.deal_id = a.link_id AND s.at <= a.occurred_at ORDER BY s.at DESC, s.id DESC LIMIT 1),
    (SELECT 'd' || s.stage_id FROM sales_deal d JOIN sales_dealstate s ON s.deal_id = d.id
        WHERE d.customer_id = a.customer_id AND s.status = 'open' AND s.at <= a.occurred_at
        AND (s.until IS NULL OR s.until > a.occurred_at) ORDER BY s.at DESC, s.id DESC LIMIT 1),
    {_LADDER.sql})"""  # noqa: S608 - our own words


def _rows() -> Sequence[tuple[str, str | Promise]]:
    """Stages of all pipelines in their order, then the ladder of those without a deal."""
    names = dict(pipelines(retired=True))
    several = len(pipelines()) > 1
    deals = [
        (f"d{row.id}", f"{names[row.pipeline_id]} · {row.name}" if several else row.name)
        for row in every_stage()
    ]
    ladder = _LADDER.rows()
    if deals:
        ladder = [(key, _t("거래 없음 · %(stage)s") % {"stage": label}) for key, label in ladder]
    return [*deals, *ladder]


stage_sources.add("deals")(
    StageSource(
        _rows,
        _SQL,
        _(
            "영업단계는 활동한 때의 거래 단계입니다. 활동에 이은 거래, 없으면 그때 진행 중이던 "
            "고객의 거래를 봅니다. 거래가 없었으면 고객의 단계(고객유도·잠재고객·고객)에 셉니다."
        ),
        order=10,
    )
)


@winnings.add("sales")
def won_by(user: User, days: Days, owners: list[int] | None) -> Mapping[int, Won]:
    """Deals won in the period by owner, as far as the person sees them; two columns, one index."""
    rows = deals_seen_by(user).filter(
        status=Deal.Status.WON, closed_on__gte=days.first, closed_on__lte=days.last
    )
    if owners is not None:
        rows = rows.filter(owner__in=owners)
    counted = rows.order_by().values_list("owner").annotate(Count("pk"), Sum("amount"))
    return {pk: Won(n, amount, _behind(pk, days)) for pk, n, amount in counted}


def _behind(owner: int, days: Days) -> str:
    params = [("status", "won"), ("owner", owner)]
    params += [("closed_on.between", day.isoformat()) for day in days]
    return f"{reverse('sales:deal_list')}?{urlencode(params)}"
