"""What people write about products."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.catalog.products.models import Product, ProductRelation
from dangol.catalog.products.queries import by_code_or_name, categories
from dangol.codes.custom import gather_own, own_fields
from dangol.kit.forms import Form, form_for

_FIELDS = (
    "name", "code", "kind", "category", "spec", "unit", "list_price", "cost", "tax_kind",
    "warranty_months", "text",
)  # fmt: skip
_Plain = form_for(Product, *_FIELDS)


class ProductForm(_Plain):  # type: ignore[valid-type,misc]
    """A product and the office's own fields of products."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, user: User, product: Product | None = None, **options: Any
    ) -> None:
        names = (*_FIELDS, "version")
        initial = {name: getattr(product, name) for name in names} if product else {}
        if product and product.category_id:
            initial["category"] = product.category_id
        super().__init__(data, user=user, initial=initial, **options)
        self.fields["code"].required = False
        self.fields["code"].help_text = _("비워 두면 번호를 붙입니다.")
        self.fields["text"].widget = forms.Textarea({"rows": 3})
        self.fields["category"].choices = [
            ("", _("고르지 않음")),
            *((row.pk, f"{'　' * depth}{row.name}") for row, depth in categories()),
        ]
        self.fields |= own_fields("catalog.product", before=product.custom if product else None)
        self.product = product

    def values(self) -> dict[str, Any]:
        """The arguments of the services; own fields together as `custom`."""
        cleaned = dict(self.cleaned_data)
        if self.product is None:
            cleaned.pop("version")
        elif not cleaned["code"]:
            cleaned["code"] = self.product.code
        return gather_own(cleaned)


class StopForm(Form):
    """Why a product is sold no more."""

    reason = forms.CharField(
        label=_("사유"), max_length=200, help_text=_("예: 단종, 재고 소진, 후속 모델로 바뀜")
    )


class CategoryForm(Form):
    """A category and where it stands."""

    name = forms.CharField(label=_("분류"), max_length=100)
    parent = forms.ChoiceField(label=_("상위 분류"), required=False)
    order = forms.IntegerField(label=_("순서"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.rows = {str(row.pk): row for row, _depth in categories()}
        self.fields["parent"].choices = [
            ("", _("맨 위")),
            *((row.pk, f"{'　' * depth}{row.name}") for row, depth in categories()),
        ]

    def clean_parent(self) -> Any:
        return self.rows.get(self.cleaned_data["parent"])


class PickForm(Form):
    """A product found by search."""

    other = forms.ModelChoiceField(
        Product.objects.none(), widget=forms.HiddenInput, label=_("상품")
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.fields["other"].queryset = Product.objects.visible_to(user)


class RelationForm(PickForm):
    """How this product points at another."""

    kind = forms.ChoiceField(label=_("관계"), choices=ProductRelation.Kind.choices)
    note = forms.CharField(label=_("설명"), max_length=200, required=False)


class PartsForm(Form):
    """The parts of a bundle, one line each: code or name, then the quantity."""

    parts = forms.CharField(
        label=_("구성품"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=_("한 줄에 하나씩 ‘상품코드 | 수량’으로 적습니다. 예: P-00012 | 2"),
    )

    def clean_parts(self) -> list[tuple[Product, Decimal]]:
        lines = self.cleaned_data["parts"].splitlines()
        return [_part(n, line) for n, line in enumerate(lines, 1) if line.strip()]


def _part(number: int, line: str) -> tuple[Product, Decimal]:
    code, _sign, count = (piece.strip() for piece in line.partition("|"))
    told = {"n": number, "code": code[:50], "count": count[:20]}
    product = by_code_or_name(code)
    if product is None:
        raise ValidationError(_t("%(n)d째 줄: ‘%(code)s’(이)라는 상품이 없습니다.") % told)
    try:
        quantity = Decimal(count.replace(",", "") or "1")
    except InvalidOperation:
        quantity = Decimal(0)
    if not (quantity.is_finite() and 0 < quantity < 10**9):
        raise ValidationError(
            _t("%(n)d째 줄: 수량 ‘%(count)s’을(를) 0보다 큰 숫자로 적어 주세요.") % told
        )
    return product, quantity


class ShelfForm(Form):
    """The category many products move to."""

    category = forms.ChoiceField(label=_("분류"), required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        self.rows = {str(row.pk): row for row, _depth in categories()}
        self.fields["category"].choices = [
            ("", _("분류 없음")),
            *((pk, row.name) for pk, row in self.rows.items()),
        ]

    def clean_category(self) -> int | None:
        row = self.rows.get(self.cleaned_data["category"])
        return row.pk if row else None
