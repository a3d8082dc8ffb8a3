"""What the catalog tells webhooks beside products: prices, categories, what customers have."""

from django.utils.translation import gettext_lazy as _

from dangol.api.registry import Told, webhook_events

webhook_events.add("catalog.product_installed")(Told(_("설치(고객)"), "customers.customer"))

for event, label in (
    ("pricelist.create", _("가격표 등록")), ("pricelist.change", _("가격표 수정")),
    ("pricelist.remove", _("가격표 삭제")),
    ("price.create", _("가격 등록")), ("price.change", _("가격 수정")),
    ("price.remove", _("가격 삭제")),
    ("category.create", _("상품 분류 등록")), ("category.change", _("상품 분류 수정")),
    ("category.remove", _("상품 분류 삭제")),
):  # fmt: skip
    webhook_events.add(f"catalog.{event}")(Told(label, f"catalog.{event.partition('.')[0]}"))
