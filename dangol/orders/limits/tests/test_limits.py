"""Discounts by role: who goes how far alone, and to whom the request goes."""

import pytest
from django.urls import reverse

from dangol.accounts.models import Role
from dangol.kit.access import Scope
from dangol.kit.errors import Refused
from dangol.orders.limits.models import DiscountLimit
from dangol.orders.limits.queries import Limit, approved_percent, free_percent
from dangol.orders.limits.services import set_limits
from dangol.orders.quotes.approving import approve_quote, ask_approval
from dangol.orders.quotes.queries import approvers_of, needs_approval
from dangol.orders.testing import NOW, make_quote

pytestmark = pytest.mark.django_db


def bound(name, free, approves=None):
    set_limits({Role.objects.get(name=name).pk: Limit(free, approves)}, actor=None)


def test_a_role_goes_as_far_as_its_limit(kim, lee, park):
    assert (free_percent(kim), free_percent(lee), approved_percent(lee)) == (10, 20, 100)
    bound("영업사원", 5)
    bound("팀장", 25, 30)
    assert (free_percent(kim), free_percent(lee), approved_percent(lee)) == (5, 25, 30)
    senior = Role.objects.create(name="수석")
    kim.roles.add(senior)
    set_limits({senior.pk: Limit(12, None)}, actor=None)
    assert free_percent(kim) == 12
    assert needs_approval(make_quote(kim, (100_000, 1, None, 12))) is False
    set_limits({senior.pk: Limit(None, None)}, actor=None)
    assert (free_percent(kim), DiscountLimit.objects.count()) == (5, 2)


def test_the_request_goes_to_whoever_may_approve_so_much(kim, lee, choi):
    bound("팀장", 10, 20)
    quote = make_quote(kim, (100_000, 1, None, 25))
    assert approvers_of(quote) == [choi]
    ask_approval(quote, at=NOW, actor=kim)
    quote.refresh_from_db()
    assert not lee.notices.exists()
    with pytest.raises(Refused, match="승인할 수 없습니다"):
        approve_quote(quote, at=NOW, actor=lee)
    assert approve_quote(quote, at=NOW, actor=choi).status == "approved"

    bound("관리자", 10, 24)
    other = make_quote(kim, (100_000, 1, None, 25))
    with pytest.raises(Refused, match="할인 25%를 승인할 사람이 없습니다"):
        ask_approval(other, at=NOW, actor=kim)
    other.refresh_from_db()
    assert other.status == "draft"


def test_the_limits_are_set_on_a_page(client, kim, lee, choi):
    role = Role.objects.get(name="영업사원")
    url = reverse("orders:discount_limits")
    client.force_login(kim)
    assert client.get(url).status_code == 403
    client.force_login(choi)
    assert "영업사원" in client.get(url).text
    for wrong in ("101", "-1", "많이"):
        answer = client.post(url, {f"free-{role.pk}": wrong})
        assert (answer.status_code, wrong in answer.text) == (422, True)
    assert not DiscountLimit.objects.exists()
    client.post(url, {f"free-{role.pk}": "7"})
    assert (free_percent(kim), kim.scope_of("orders.view_quote")) == (7, Scope.OWN)
