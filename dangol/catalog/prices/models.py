"""Price lists: who pays what, from how many, in which period."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.catalog.products.models import CatalogQuerySet, Product
from dangol.codes.models import code_field
from dangol.kit.models import Record


class PriceList(Record):
    """Prices for some customers: one, those of a grade, companies of a type, or everybody.

    Of the lists that hold for a customer on a day the one with the narrowest condition wins, then
    the higher `priority`, then the newer list.
    """

    name = models.CharField(_("가격표"), max_length=100)
    customer = models.ForeignKey(
        "customers.Customer",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="price_lists",
        verbose_name=_("고객"),
    )
    grade = code_field("customer_grade", _("고객 등급"))
    company_type = code_field("company_type", _("거래처 구분"))
    starts_on = models.DateField(_("시작일"), null=True, blank=True)
    ends_on = models.DateField(_("종료일"), null=True, blank=True)
    priority = models.SmallIntegerField(_("우선순위"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    objects = CatalogQuerySet.as_manager()

    class Meta:
        verbose_name = _("가격표")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="price_list_name_once",
                violation_error_message=_("같은 이름의 가격표가 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="price_list_period",
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(starts_on__lte=models.F("ends_on")),
                violation_error_message=_("종료일은 시작일과 같거나 뒤여야 합니다."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:price_list_detail", args=[self.pk])


class Price(Record):
    """The price of a product in a list from a quantity on: won for one, or percent off the 정가."""

    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    product = models.ForeignKey(
        Product, models.CASCADE, related_name="prices", verbose_name=_("상품")
    )
    from_quantity = models.DecimalField(_("수량부터"), max_digits=12, decimal_places=2, default=1)
    unit_price = models.DecimalField(
        _("단가"), max_digits=17, decimal_places=2, null=True, blank=True
    )
    percent_off = models.DecimalField(
        _("할인율"), max_digits=5, decimal_places=2, null=True, blank=True
    )

    class Meta:
        verbose_name = _("가격")
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "product", "from_quantity"],
                name="price_once",
                violation_error_message=_("같은 상품과 수량의 가격이 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="price_one_way",
                condition=Q(unit_price__isnull=False, unit_price__gte=0, percent_off=None)
                | Q(unit_price=None, percent_off__isnull=False, percent_off__range=(0, 100)),
                violation_error_message=_(
                    "단가(0원 이상)나 할인율(0에서 100) 가운데 하나만 적어 주세요."
                ),
            ),
            models.CheckConstraint(
                name="price_quantity",
                condition=Q(from_quantity__gt=0),
                violation_error_message=_("수량은 0보다 커야 합니다."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.from_quantity}~"
