"""From a stranger's form to a customer and a deal, and what the score learns on the way."""

from datetime import date, timedelta
from math import exp, log

import pytest
from django.core.exceptions import ValidationError
from django.core.signing import TimestampSigner
from django.utils import timezone

from dangol.customers.models import Consent, Customer
from dangol.customers.testing import make_code, moment
from dangol.kit.errors import Refused
from dangol.sales.leads import public_views
from dangol.sales.leads.scoring import judged, learn, score_of
from dangol.sales.leads.services import (
    accept_lead,
    convert_lead,
    drop_lead,
    give_lead,
    return_lead,
    take_lead,
    touch_lead,
    write_form,
    write_rule,
)
from dangol.sales.models import Lead, LeadTally
from dangol.sales.pipeline.services import lose_deal, reopen_deal, win_deal
from dangol.sales.testing import START, stage
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db


def make_lead(actor=None, name="한소리", at=START, **values):
    values = {"phone": "010-2345-6789", **values}
    return take_lead(name=name, at=at, actor=actor, **values)


@pytest.fixture
def web(choi):
    return write_form(
        None, name="상담 신청", privacy="이름·연락처를 상담에 쓰고 1년 뒤 지웁니다.",
        thanks="고맙습니다", asks_email_consent=True, actor=choi,
    )  # fmt: skip


def ticket(row, *, seconds=10):
    signer = TimestampSigner(salt="lead")
    signer.timestamp = lambda: public_views.signer.timestamp_at(seconds)
    return signer.sign(str(row.pk))


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    from django.core.signing import b62_encode  # noqa: PLC0415

    public_views.signer.timestamp_at = lambda seconds: b62_encode(
        int(timezone.now().timestamp()) - seconds
    )
    yield
    del public_views.signer.timestamp_at


def send(client, row, address="", seconds=10, **values):
    given = {"name": "김새봄", "email": "spring@bom.co.kr", "text": "견적 부탁드립니다",
             "privacy": "on", "ticket": ticket(row, seconds=seconds), **values}  # fmt: skip
    return client.post(f"/sales/forms/{row.key}/{address}", given)


def test_a_strangers_form_becomes_a_lead_with_where_they_came_from(web, kim, client):
    write_rule(None, name="모두", people=[kim], actor=None)

    page = client.get(f"/sales/forms/{web.key}/")
    sent = send(client, web, "?utm_source=naver&utm_medium=cpc&x=1", ads="on", company="봄상회")

    lead = Lead.objects.get()
    assert page.status_code == sent.status_code == 200
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "고맙습니다" in sent.content.decode()
    assert (lead.name, lead.way, lead.owner, lead.status) == ("김새봄", "web", kim, "given")
    assert lead.utm == {"utm_source": "naver", "utm_medium": "cpc"}
    assert set(lead.agreed) == {"required", "email"}
    assert Notice.objects.filter(user=kim, kind="lead").count() == 1
    assert web.key in client.get(f"/sales/forms/{web.key}.js").content.decode()


def test_robots_and_floods_leave_nothing_and_people_are_told_why(web, client):
    assert send(client, web, homepage="http://spam").status_code == 200
    assert send(client, web, seconds=1).status_code == 422
    assert send(client, web, seconds=90_000).status_code == 422
    assert send(client, web, ticket="forged").status_code == 422
    assert send(client, web, privacy="").status_code == 422
    assert send(client, web, email="", phone="").status_code == 422
    assert send(client, web, phone="12").status_code == 422
    kept = send(client, web, text="주민번호 900101-1234568")
    assert kept.status_code == 422
    assert "900101" in kept.content.decode()  # what was typed stays
    assert not Lead.objects.exists()

    assert send(client, web, text="<script>alert(1)</script>").status_code == 200
    assert send(client, web).status_code == 200  # a second click
    assert Lead.objects.count() == 1
    now = timezone.now()
    Lead.objects.bulk_create(Lead(name=str(n), form=web, received_at=now) for n in range(60))
    assert send(client, web, email="other@bom.co.kr").status_code == 429
    assert Lead.objects.count() == 61
    assert client.get("/sales/forms/nothing/").status_code == 404


def test_what_strangers_write_is_shown_as_text(web, choi, client):
    send(client, web, text="<script>alert(1)</script>", name="<b>굵게</b>")
    client.force_login(choi)

    page = client.get(Lead.objects.get().get_absolute_url()).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>굵게" not in page


def test_rules_give_in_turn_to_whoever_has_room(kim, lee, park):
    write_rule(None, name="부산", order=1, region="부산", people=[park], actor=None)
    write_rule(None, name="모두", order=2, people=[kim, lee], most_open=2, actor=None)

    owners = [make_lead(at=START + timedelta(minutes=n)).owner for n in range(5)]

    assert owners == [kim, lee, kim, lee, None]  # both have their hands full
    assert make_lead(region="부산 해운대구").owner == park
    with pytest.raises(ValidationError):
        write_rule(None, name="아무도", people=[], actor=None)


def test_a_hand_off_is_accepted_or_comes_back_with_a_reason(kim, lee):
    lead = give_lead(make_lead(lee), to=kim, at=START, actor=lee, brief="다음 주 데모 원함")

    with pytest.raises(Refused):
        accept_lead(lead, at=START, actor=lee)
    later = START + timedelta(minutes=90)
    assert accept_lead(lead, at=later, actor=kim).status == "accepted"
    with pytest.raises(ValidationError):
        return_lead(lead, reason=" ", at=later, actor=kim)
    back = return_lead(lead, reason="지역이 다름", at=later + timedelta(days=1), actor=kim)
    assert (back.status, back.owner, back.reason) == ("returned", None, "지역이 다름")
    assert back.accepted_at == later  # that it was taken once is not forgotten


def test_the_clock_stops_at_the_first_touch_only(kim):
    lead = touch_lead(make_lead(kim), at=START + timedelta(minutes=37), actor=kim)

    again = touch_lead(lead, at=START + timedelta(days=3), actor=kim)

    assert again.waited(START + timedelta(days=9)) == 37


def test_a_lead_becomes_a_customer_with_a_deal_and_what_they_agreed_to(web, kim, client):
    send(client, web, ads="on")
    lead = give_lead(Lead.objects.get(), to=kim, at=timezone.now(), actor=None)

    lead = convert_lead(lead, stage=stage(1), at=timezone.now(), actor=kim, amount=3_000_000)

    assert (lead.status, lead.deal.amount, lead.deal.owner) == ("converted", 3_000_000, kim)
    lead.customer.refresh_from_db()
    assert lead.customer.email == "spring@bom.co.kr"
    assert lead.customer.permit_email == Customer.Permit.DAY
    purposes = Consent.objects.filter(customer=lead.customer).values_list("purpose", flat=True)
    assert set(purposes) == {"required", "email"}
    with pytest.raises(Refused):
        convert_lead(lead, stage=None, at=timezone.now(), actor=kim)


def test_the_score_learns_from_ends_one_at_a_time_and_forgets_what_is_reopened(kim):
    won = convert_lead(make_lead(kim, way="referral"), stage=stage(0), at=START, actor=kim)
    win_deal(won.deal, on=date(2026, 3, 9), at=moment("2026-03-09T09:00"), actor=kim)
    drop_lead(make_lead(kim, way="web"), reason="장난", at=START, actor=kim)

    tally = {row.feature: (row.won, row.lost) for row in LeadTally.objects.all()}
    assert (tally["*"], tally["way:referral"], tally["way:web"]) == ((1, 1), (1, 0), (0, 1))
    better, worse = make_lead(kim, way="referral"), make_lead(kim, way="web")
    assert better.score > 50 > worse.score
    assert score_of(better).reasons[0].text == "소개"

    reopen_deal(won.deal, at=moment("2026-03-10T09:00"), actor=kim)
    assert LeadTally.objects.get(feature="*").won == 0
    assert score_of(better).percent is None
    won.refresh_from_db()
    learn(won, "lost")
    learn(won, "lost")
    assert LeadTally.objects.get(feature="*").lost == 2


def test_the_chance_is_that_of_bayes_by_hand():
    score = judged({"a": "가"}, {"*": (30, 10), "a": (20, 1)})

    times = (21 / 32) / (2 / 12)
    assert score.percent == round(100 / (1 + exp(-(log(3) + log(times)))))
    assert score.reasons[0].times == round(times, 2)


def test_pages_show_only_what_one_may_see(kim, park, choi, client):
    lead = make_lead(kim, owner=kim)
    client.force_login(park)
    assert client.get(lead.get_absolute_url()).status_code == 404
    assert client.get("/sales/leads/settings/").status_code == 403

    client.force_login(kim)
    assert "한소리" in client.get("/sales/leads/").content.decode()
    assert client.post(f"/sales/leads/{lead.pk}/touch/").status_code == 302
    assert (
        client.post(f"/sales/leads/{lead.pk}/convert/", {"stage": stage(0).pk}).status_code == 302
    )
    lead.refresh_from_db()
    assert lead.deal.title == "한소리 문의"

    client.force_login(choi)
    page = client.get("/sales/leads/settings/")
    assert "양식을 하나 만들어" in page.content.decode()
    taken = client.post("/sales/leads/new/", {"name": "전화 온 분", "way": "call"})
    assert taken.status_code == 422


def test_a_lost_deal_teaches_too(kim):
    lead = convert_lead(make_lead(kim), stage=stage(0), at=START, actor=kim)

    lose_deal(lead.deal, reason=make_code("lost_reason", "price"), on=date(2026, 3, 9),
              at=moment("2026-03-09T09:00"), actor=kim)  # fmt: skip

    assert LeadTally.objects.get(feature="*").lost == 1
