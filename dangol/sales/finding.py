"""Customers and deals as people write them into a form: a number, or the exact name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dangol.accounts.models import User
from dangol.customers.models import Customer
from dangol.customers.parties.queries import customers_called


def customer_called(user: User, word: str) -> Customer | None:
    """The customer of that number or name whom the user sees; None for no word.

    Refuses one nobody or several are called.
    """
    word = word.strip()
    if not word:
        return None
    rows = Customer.objects.visible_to(user)
    found = customers_called(rows, [word]).get(word, [])
    if len(found) == 1:
        return rows.get(pk=found[0])
    if found:
        text = _("이름이 ‘%(text)s’인 고객이 %(n)d명입니다. 고객번호로 적어 주세요.")
        raise ValidationError(text % {"text": word[:40], "n": len(found)})
    raise ValidationError(_("이 이름이나 고객번호의 고객이 없거나 볼 권한이 없습니다."))


def word_for(user: User, customer: Customer) -> str:
    """What to call a customer by in such a field: the name, the number where several share it."""
    same = Customer.objects.visible_to(user).filter(name=customer.name)[:2]
    return customer.name if len(same) == 1 else customer.number


class NameInput(forms.TextInput):
    """A field for `customer_called` that offers names while one types; works without scripts, too.

    `what` is the name of the field: competitor (companies, those we met before anything is typed),
    or any customer.
    """

    def __init__(self, what: str, attrs: dict[str, Any] | None = None) -> None:
        self.what = what
        super().__init__({"autocomplete": "off", **(attrs or {})})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        found, first = f"names-{self.what}", "load, " if self.what == "competitor" else ""
        asks = {
            "list": found, "hx-get": f"{reverse('sales:customer_names')}?what={self.what}",
            "hx-trigger": f"{first}input changed delay:250ms", "hx-params": name,
            "hx-target": f"#{found}", "hx-sync": "this:replace",
        }  # fmt: skip
        control = super().render(name, value, {**(attrs or {}), **asks}, renderer)
        return format_html('{}<datalist id="{}"></datalist>', control, found)
