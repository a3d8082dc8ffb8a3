"""What contracts and payments keep of a customer who is removed."""

from django.utils.translation import gettext_lazy as _

from dangol.customers.registry import Forgetting, forgettings

forgettings.add("orders")(
    Forgetting(
        kept=_(
            "견적·계약서의 받는 사람: 계약과 대금 기록은 5년"
            "(전자상거래법 시행령 제6조, 국세기본법 제85조의3). "
            "견적·주문·청구가 있는 고객은 삭제되지 않습니다"
        )
    )
)
