"""The options of configurable products and the rules among them, as data (F42)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dangol.catalog.products.models import Product
from dangol.kit.models import Record, money_field


class ProductGroup(Record):
    """A question of the configurator, such as 모터: how many of its options may be chosen."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="groups")
    name = models.CharField(_("선택 항목"), max_length=100)
    least = models.PositiveSmallIntegerField(_("최소"), default=0)
    most = models.PositiveSmallIntegerField(_("최대"), default=1, help_text=_("0은 제한 없음"))
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("선택 항목")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="product_group_once",
                violation_error_message=_("같은 이름의 선택 항목이 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="product_group_range",
                condition=Q(most=0) | Q(least__lte=models.F("most")),
                violation_error_message=_("최소는 최대보다 클 수 없습니다."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductOption(Record):
    """One option of a group; `price` is won added for each."""

    group = models.ForeignKey(ProductGroup, models.CASCADE, related_name="options")
    key = models.CharField(_("코드"), max_length=50)
    name = models.CharField(_("사양"), max_length=100)
    price = money_field(_("추가 금액"), default=0)
    is_default = models.BooleanField(_("기본 선택"), default=False)
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("사양")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "key"],
                name="product_option_once",
                violation_error_message=_("같은 코드의 사양이 이미 있습니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProductRule(Record):
    """All options of `when` chosen: `then` must be or may not be there, or the price changes."""

    class Kind(models.TextChoices):
        REQUIRES = "requires", _("있어야 함")
        EXCLUDES = "excludes", _("함께 쓸 수 없음")
        PRICE = "price", _("금액 조정")

    product = models.ForeignKey(Product, models.CASCADE, related_name="rules")
    kind = models.CharField(_("규칙"), max_length=8, choices=Kind)
    when = models.JSONField(_("이것을 모두 고르면"), default=list)
    then = models.JSONField(_("이 사양"), default=list, blank=True)
    amount = money_field(_("더할 금액"), default=0)
    percent = models.DecimalField(_("더할 비율"), max_digits=5, decimal_places=2, default=0)
    reason = models.CharField(_("이유"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("구성 규칙")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}"
