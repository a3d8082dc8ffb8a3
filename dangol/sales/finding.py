"""Customers and deals as people write them into a form: a number, or the exact name."""

from django.core.exceptions import ValidationError
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
