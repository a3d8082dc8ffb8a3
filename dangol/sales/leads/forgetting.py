"""How leads and what is noted of competitors forget a customer who is removed."""

from collections.abc import Sequence

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.forgetting import forget_beside, redact
from dangol.customers.registry import Forgetting, forgettings
from dangol.sales.models import Lead, LeadHandoff, RivalMove


def _forget_leads(ids: Sequence[int]) -> None:
    """They stay in the counts of where people come from, without saying who came."""
    leads = Lead.objects.filter(customer__in=ids)
    forget_beside(leads)
    handoffs = LeadHandoff.objects.filter(lead__in=leads.values("pk"))
    handoffs.update(reason="")
    leads.update(
        name=_t("삭제된 고객"), company="", phone="", email="", region="", text="", partner="",
        brief="", reason="", utm={}, agreed={}, custom={}, search="",
    )  # fmt: skip


def _forget_moves(ids: Sequence[int]) -> None:
    redact(RivalMove.objects.filter(customer__in=ids), "customer", "text", "source")


forgettings.add("leads")(
    Forgetting(_forget_leads, _("가망고객으로 들어온 이름, 연락처, 문의 내용(건수는 남습니다)"))
)
forgettings.add("rival_moves")(Forgetting(_forget_moves, _("경쟁사 활동에 적힌 이름")))
