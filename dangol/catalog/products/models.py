"""What the office sells: products and services, how they belong together, their files."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.kit.models import Record


class CatalogQuerySet(models.QuerySet[Any]):
    """Products have no owner: who has the right sees all of them."""

    def visible_to(self, user: Any, verb: str = "view") -> "CatalogQuerySet":
        """All rows for whoever has `catalog.VERB_product`, none for others."""
        meta = self.model._meta
        allowed = user.scope_of(f"{meta.app_label}.{verb}_{meta.model_name}")
        return self if allowed else self.none()


class Category(Record):
    """A shelf of the catalogue; shelves may stand on shelves."""

    name = models.CharField(_("분류"), max_length=100)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("상위 분류"),
    )
    order = models.PositiveIntegerField(_("순서"), default=0)

    class Meta:
        verbose_name = _("상품 분류")
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="category_once",
                violation_error_message=_("같은 이름의 분류가 이미 있습니다."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(parent=None),
                name="category_top_once",
                violation_error_message=_("같은 이름의 분류가 이미 있습니다."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Product(Record):
    """One thing or service that can be sold. `list_price` is won for one unit, without tax."""

    class Kind(models.TextChoices):
        GOODS = "goods", _("상품")
        SERVICE = "service", _("서비스")
        BUNDLE = "bundle", _("묶음")
        CONFIGURABLE = "configurable", _("구성형")

    class TaxKind(models.TextChoices):
        TAXED = "taxed", _("과세")
        ZERO = "zero", _("영세율")
        EXEMPT = "exempt", _("면세")

    code = models.CharField(_("상품코드"), max_length=50)
    name = models.CharField(_("상품명"), max_length=200)
    kind = models.CharField(_("구분"), max_length=12, choices=Kind, default=Kind.GOODS)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("분류"),
    )
    spec = models.CharField(_("규격"), max_length=200, blank=True)
    unit = models.CharField(_("단위"), max_length=20, default="EA", blank=True)
    list_price = models.DecimalField(_("정가"), max_digits=17, decimal_places=2, default=0)
    cost = models.DecimalField(_("원가"), max_digits=17, decimal_places=2, null=True, blank=True)
    tax_kind = models.CharField(
        _("과세 구분"), max_length=6, choices=TaxKind, default=TaxKind.TAXED
    )
    warranty_months = models.PositiveSmallIntegerField(_("보증 개월"), default=0)
    is_on_sale = models.BooleanField(_("판매 중"), default=True)
    stop_reason = models.CharField(_("판매 중지 사유"), max_length=200, blank=True)
    text = models.TextField(_("설명"), blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = CatalogQuerySet.as_manager()

    class Meta:
        verbose_name = _("상품")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="product_code_once",
                violation_error_message=_("이미 쓰고 있는 상품코드입니다."),
            ),
            models.CheckConstraint(
                name="product_price_not_negative",
                condition=Q(list_price__gte=0) & (Q(cost=None) | Q(cost__gte=0)),
                violation_error_message=_("정가와 원가는 0원 이상이어야 합니다."),
            ),
        ]
        indexes = [
            models.Index(fields=["name", "-id"], name="product_name"),
            models.Index(fields=["-list_price", "-id"], name="product_price"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:product_detail", args=[self.pk])


class ProductRelation(Record):
    """How one product points at another (F43): sold beside it, above it, needed or not allowed."""

    class Kind(models.TextChoices):
        CROSS = "cross", _("함께 권함")
        UPGRADE = "upgrade", _("상위 상품")
        REQUIRES = "requires", _("함께 있어야 함")
        EXCLUDES = "excludes", _("함께 팔 수 없음")

    product = models.ForeignKey(Product, models.CASCADE, related_name="relations")
    other = models.ForeignKey(
        Product, models.CASCADE, related_name="related_from", verbose_name=_("상품")
    )
    kind = models.CharField(_("관계"), max_length=8, choices=Kind)
    note = models.CharField(_("설명"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("상품 관계")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "other"],
                name="product_relation_once",
                violation_error_message=_("두 상품의 관계가 이미 있습니다."),
            ),
            models.CheckConstraint(
                name="product_relation_other",
                condition=~Q(product=F("other")),
                violation_error_message=_("자기 자신과는 관계를 맺을 수 없습니다."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} → {self.other}"


class RelationChance(models.Model):
    """Of the customers who got a product, how many got the related one then or later (F48).

    Counted by night from what was sold and what they have; a relation without a row is not counted.
    """

    relation = models.OneToOneField(
        ProductRelation, models.CASCADE, primary_key=True, related_name="chance"
    )
    owners = models.PositiveIntegerField()
    buyers = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="relation_chance_part", condition=Q(buyers__lte=F("owners"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.buyers}/{self.owners}"


class Part(Record):
    """What a bundle is made of; its price is the bundle's own."""

    bundle = models.ForeignKey(Product, models.CASCADE, related_name="parts")
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="bundles", verbose_name=_("구성품")
    )
    quantity = models.DecimalField(_("수량"), max_digits=12, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("묶음 구성품")
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "product"],
                name="part_once",
                violation_error_message=_("이미 들어 있는 구성품입니다."),
            ),
            models.CheckConstraint(
                name="part_quantity",
                condition=Q(quantity__gt=0),
                violation_error_message=_("수량은 0보다 커야 합니다."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} × {self.quantity}"


class ProductFile(Record):
    """A brochure, manual or picture of a product."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="files")
    file = models.FileField(_("파일"), upload_to="products/%Y/%m/")
    name = models.CharField(_("파일명"), max_length=255)
    size = models.PositiveBigIntegerField(_("크기"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("상품 파일")

    def __str__(self) -> str:
        return self.name
