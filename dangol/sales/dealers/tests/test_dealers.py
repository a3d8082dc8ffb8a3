"""Dealers see their own, register deals, are protected for a while, and transfers are logged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from dangol.accounts.default_roles import install_default_roles
from dangol.accounts.models import Department, Role, User
from dangol.customers.models import Customer
from dangol.customers.parties.services import change_owner
from dangol.customers.testing import make_company, moment
from dangol.kit.errors import Refused
from dangol.sales.dealers.queries import clash_of
from dangol.sales.dealers.services import (
    approve_registration,
    let_dealers_see_all,
    refuse_registration,
    register_deal,
    write_dealer,
)
from dangol.sales.models import Deal, Dealer, DealerTransfer, DealRegistration
from dangol.sales.testing import make_deal
from dangol.workspace.lists.services import export_to
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
AT, TODAY = moment("2026-03-02T10:00"), date(2026, 3, 2)
NUMBER = "123-45-67891"


def make_dealer(name, days=90):
    place = Department.objects.create(name=name)
    write_dealer(None, name=name, department=place, protection_days=days, actor=None)
    user = User.objects.create_user(f"{name}1", name=f"{name} 직원", department=place)
    user.roles.add(Role.objects.get(key="dealer"))
    return user


@pytest.fixture
def east(db):
    install_default_roles()
    return make_dealer("동부")


@pytest.fixture
def west(east):
    return make_dealer("서부", days=30)


def register(user, customer="(주)다온에듀", title="강당 송풍기", **values):
    return register_deal(customer_name=customer, title=title, at=AT, actor=user, **values)


def test_dealers_see_their_own_customers_until_the_switch_is_turned(east, west, kim):
    mine, theirs = make_company(east, "동부 고객"), make_company(west, "서부 고객")

    def seen(user):
        fresh = User.objects.get(pk=user.pk)
        return set(Customer.objects.visible_to(fresh)), fresh.scope_of("customers.change_customer")

    assert seen(east) == ({mine}, "department")
    let_dealers_see_all(is_all=True)
    assert seen(east) == ({mine, theirs}, "department")
    let_dealers_see_all(is_all=False)
    assert seen(west)[0] == {theirs}


def test_an_approved_deal_is_the_dealers_and_protected(east, west, choi, lee):
    row = register(east, business_number=NUMBER, amount=3_000_000)
    told = set(Notice.objects.values_list("user", flat=True))

    approve_registration(row, at=AT, actor=choi)

    row.refresh_from_db()
    assert told == {choi.pk, lee.pk}
    assert (row.status, row.protected_until) == ("approved", TODAY + timedelta(days=90))
    assert (row.deal.owner, row.deal.amount) == (east, 3_000_000)
    assert (row.deal.customer.owner, row.deal.customer.business_number) == (east, "1234567891")
    assert "2026.05.31까지 보호" in Notice.objects.get(user=east).text
    rival = register(west, "다온", title="송풍기", business_number=NUMBER)
    assert clash_of(rival, today=TODAY).protected == [row]
    with pytest.raises(Refused, match=r"동부.*2026.05.31까지"):
        approve_registration(rival, at=AT, actor=choi)
    assert approve_registration(rival, at=AT + timedelta(days=91), actor=choi).deal.owner == west
    assert Customer.objects.get(business_number="1234567891").owner == east


def test_a_clash_with_our_own_deal_is_told_and_the_customer_may_go_over(east, kim, choi):
    ours = make_deal(kim, "원두 납품", customer=make_company(kim, "(주)다온에듀"))
    row = register(east)

    clash = clash_of(row, today=TODAY)
    approve_registration(row, at=AT, actor=choi, hand_over=True)

    ours.customer.refresh_from_db()
    log = DealerTransfer.objects.get()
    assert clash.deals == [ours]
    assert (ours.customer.owner, Deal.objects.count()) == (east, 2)
    assert (log.customer, log.before, log.after.name, log.actor) == (
        ours.customer, None, "동부", choi,
    )  # fmt: skip


def test_transfers_between_dealers_are_logged_and_others_are_not(east, west, kim, lee):
    inside, between = make_company(kim), make_company(east)
    rows = Customer.objects.all()

    change_owner(rows.filter(pk=inside.pk), owner=lee, actor=kim)
    change_owner(rows.filter(pk=between.pk), owner=west, actor=kim)

    log = DealerTransfer.objects.get()
    assert (log.customer, log.before.name, log.after.name) == (between, "동부", "서부")


def test_refusals_leave_nothing(east, kim, choi):
    for values in ({"business_number": "123"}, {"phone": "12"}, {"note": "900101-1234568"}):
        with pytest.raises(ValidationError):
            register(east, **values)
    with pytest.raises(Refused, match="대리점 직원만"):
        register(kim)
    assert not DealRegistration.objects.exists()
    row = register(east)
    with pytest.raises(Refused, match="이미 등록"):
        register(east)
    with pytest.raises(Refused, match="자기가"):
        approve_registration(row, at=AT, actor=east)
    with pytest.raises(ValidationError):
        refuse_registration(row, reason=" ", at=AT, actor=choi)
    refuse_registration(row, reason="직접 판매합니다", at=AT, actor=choi)
    with pytest.raises(Refused, match="이미 결정"):
        approve_registration(row, at=AT, actor=choi)
    assert (Deal.objects.count(), DealRegistration.objects.count()) == (0, 1)


def test_pages_tell_the_dealer_of_a_clash_without_saying_with_whom(east, west, kim, choi, client):
    make_deal(kim, "비밀 납품", customer=make_company(kim, "(주)다온에듀"))
    client.force_login(east)
    given = {"customer_name": "(주)다온에듀", "title": "강당", "amount": "300만"}
    wrong = client.post("/sales/registrations/new/", given | {"business_number": "1"})
    client.post("/sales/registrations/new/", given)
    row = DealRegistration.objects.get()
    url = row.get_absolute_url()
    told = client.get(url).text

    assert wrong.status_code == 422
    assert row.amount == 3_000_000
    assert "이미 진행 중인 거래가" in told
    assert "비밀 납품" not in told
    assert client.post(f"{url}approve/").status_code == 403
    assert client.get("/sales/dealers/").status_code == 403
    client.force_login(west)
    assert client.get(url).status_code == 404
    client.force_login(choi)
    assert "비밀 납품" in client.get(url).text
    client.post(f"{url}approve/", {"hand_over": "on"})
    assert "(주)다온에듀" in client.get("/sales/dealers/").text
    client.post("/sales/dealers/sight/", {"all": "1"})
    assert "모든 고객을 봅니다" in client.get("/sales/dealers/").text


def test_the_api_registers_and_decides(east, choi, client):
    def post(path, **values):
        return client.post(f"/api/v1/deal-registrations{path}", values,
                           content_type="application/json")  # fmt: skip

    client.force_login(east)
    made = post("", customer_name="(주)다온에듀", title="강당", amount=5)
    pk = made.json()["id"]
    denied = post(f"/{pk}/approve")
    client.force_login(choi)
    empty = post(f"/{pk}/refuse", reason="")
    refused = post(f"/{pk}/refuse", reason="직접 판매")
    again = post(f"/{pk}/approve")
    listed = client.get("/api/v1/deal-registrations").json()["items"]

    codes = [answer.status_code for answer in (made, denied, empty, refused, again)]
    assert codes == [201, 403, 422, 200, 409]
    assert [(row["status"], row["reason"]) for row in listed] == [("refused", "직접 판매")]


def test_the_log_of_transfers_is_listed_and_exported_by_those_who_manage(
    client, east, west, kim, choi, tmp_path
):
    row = make_company(east, "옮긴 고객")
    change_owner(Customer.objects.filter(pk=row.pk), owner=west, actor=choi)
    change_owner(Customer.objects.filter(pk=row.pk), owner=kim, actor=choi)

    export_to("sales.dealertransfer", tmp_path / "log.csv", user=choi, reason="점검")
    lines = (tmp_path / "log.csv").read_text("utf-8-sig").splitlines()
    client.force_login(choi)
    text = client.get(reverse("sales:transfer_list")).text
    listed = client.get("/api/v1/dealer-transfers").json()["items"]
    client.force_login(kim)

    assert [line.split(",")[2:5] for line in lines[1:]] == [
        ["서부", "본사", "최관리"], ["동부", "서부", "최관리"],
    ]  # fmt: skip
    assert text.count("옮긴 고객") == 2
    assert [(one["before_id"], one["after_id"]) for one in listed] == [
        (Dealer.objects.get(name="서부").pk, None),
        (Dealer.objects.get(name="동부").pk, Dealer.objects.get(name="서부").pk),
    ]
    assert client.get(reverse("sales:transfer_list")).status_code == 403
    with pytest.raises(Refused):
        export_to("sales.dealertransfer", tmp_path / "no.csv", user=kim, reason="점검")


def test_the_api_writes_dealers_as_the_page_would(client, kim, choi, sales):
    client.force_login(choi)

    def send(verb, url="", **body):
        url, sent = f"/api/v1/dealers{url}", {"data": body, "content_type": "application/json"}
        return getattr(client, verb)(url, **sent)

    made = send("post", name="동부", department_id=sales.pk).json()
    changed = send("patch", f"/{made['id']}", protection_days=30).json()

    assert (made["protection_days"], changed["protection_days"], changed["name"]) == (
        90,
        30,
        "동부",
    )
    for wrong in ({"department_id": 999}, {"protection_days": 0}, {"name": ""}):
        assert send("patch", f"/{made['id']}", **wrong).status_code == 422
    assert send("post", name="서부", department_id=sales.pk).status_code == 422
    assert [row["name"] for row in client.get("/api/v1/dealers").json()["items"]] == ["동부"]
    assert "동부" in client.get("/sales/dealers/list/?is_active=true").text
    assert "동부" not in client.get("/sales/dealers/list/?is_active=false").text
    client.force_login(kim)
    assert client.get("/sales/dealers/list/").status_code == 403
    assert client.get("/api/v1/dealers").status_code == 403
