"""How calls forget a customer who is removed, and what tickets keep."""

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from dangol.customers.parties.forgetting import forget_beside, redact
from dangol.customers.registry import Forgetting, forgettings
from dangol.helpdesk.models import Call, CallEvent, QualityReview


def _forget_calls(ids: Sequence[int]) -> None:
    """When and how long somebody called stays for the figures, without who it was."""
    calls = Call.objects.filter(customer__in=ids)
    forget_beside(calls)
    CallEvent.objects.filter(call__in=calls.values("pk")).update(text="")
    reviews = QualityReview.objects.filter(call__customer__in=ids)
    redact(reviews.annotate(customer_id=F("call__customer")), "customer", "coaching")
    calls.update(number="", problem="", note="", answers={}, recording_url="", search="")


forgettings.add("calls")(
    Forgetting(
        _forget_calls,
        goes=_("통화의 번호, 메모, 대본의 답, 녹음 주소(통화 시각과 길이는 남습니다)"),
        kept=_(
            "회사 이름으로 받은 문의·불만의 글쓴이: 소비자 불만·분쟁 처리 기록은 3년"
            "(전자상거래법 시행령 제6조)"
        ),
    )
)
