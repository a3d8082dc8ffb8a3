"""개선과제: planned for voices, finished with a result, and told to those who spoke, once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dangol.customers.testing import make_customer
from dangol.kit.errors import Refused
from dangol.messaging.models import ClosedAddress, Message
from dangol.messaging.testing import make_sender
from dangol.voc.improving import (
    audience_of,
    change_improvement,
    close_loop,
    link_voices,
    plan_improvement,
    remind_of_due,
    remove_improvement,
)
from dangol.voc.models import Improvement, Voice
from dangol.voc.testing import MORNING, make_voice, propose_voice
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db
TEXT = {"medium": "email", "subject": "고쳤습니다", "text": "#{고객명}님, 봉투를 바꿨습니다."}


def _planned(kim, *voices):
    return plan_improvement(
        title="봉투 바꾸기", owner=kim, due_on=date(2026, 12, 1), voices=voices, actor=kim
    )


def test_only_accepted_voices_are_answered(kim):
    row = _planned(kim, make_voice(kim))

    with pytest.raises(Refused, match="등록한 VOC"):
        link_voices([propose_voice(kim)], row, actor=kim)

    assert Voice.objects.filter(improvement=row).count() == 1


def test_done_needs_a_result_and_keeps_its_moment(kim):
    row = _planned(kim)
    with pytest.raises(ValidationError, match="결과"):
        change_improvement(row, state="done", at=MORNING, actor=kim)
    assert Improvement.objects.get().state == "planned"

    row = change_improvement(row, state="done", result="바꿨음", at=MORNING, actor=kim)
    assert row.done_at == MORNING
    row = change_improvement(row, state="doing", at=MORNING, actor=kim)
    assert row.done_at is None


def test_tells_those_who_spoke_once_and_says_who_cannot_be_told(kim):
    make_sender()
    twice = make_customer(kim, "김두번", emails=["a@example.com"])
    shut = make_customer(kim, "박반송", emails=["b@example.com"])
    mute = make_customer(kim, "이무연")
    ClosedAddress.objects.create(
        medium="email", address="b@example.com", why="bounced", is_total=True, at=MORNING
    )
    row = _planned(
        kim, make_voice(kim, customer=twice), make_voice(kim, "포장이 또 찢어짐", customer=twice),
        make_voice(kim, customer=shut), make_voice(kim, customer=mute), make_voice(kim),
    )  # fmt: skip
    with pytest.raises(Refused, match="완료한 과제"):
        close_loop(row, **TEXT, at=MORNING, actor=kim)
    assert not Message.objects.exists()
    row = change_improvement(row, state="done", result="바꿨음", at=MORNING, actor=kim)

    audience = audience_of(row, "email", at=MORNING)
    close_loop(row, **TEXT, at=MORNING, actor=kim)
    close_loop(Improvement.objects.get(), **TEXT, at=MORNING, actor=kim)

    assert (audience.reached, audience.refused, audience.unknown) == (1, 2, 1)
    assert {one.customer.name: one.reason for one in audience.people} == {
        "김두번": "", "박반송": "closed", "이무연": "no_address",
    }  # fmt: skip
    sent = Message.objects.values_list("customer__name", "status")
    assert sorted(sent) == [("김두번", "queued"), ("박반송", "refused"), ("이무연", "refused")]
    with pytest.raises(Refused, match="지울 수 없습니다"):
        remove_improvement(Improvement.objects.get(), actor=kim)


def test_words_that_promote_must_be_confirmed(kim):
    make_sender()
    customer = make_customer(kim, emails=["a@example.com"])
    row = _planned(kim, make_voice(kim, customer=customer))
    row = change_improvement(row, state="done", result="바꿨음", at=MORNING, actor=kim)
    text = {**TEXT, "text": "봉투를 바꾼 기념으로 할인 쿠폰을 드립니다."}

    with pytest.raises(Refused, match="홍보"):
        close_loop(row, **text, at=MORNING, actor=kim)

    assert not Message.objects.exists()
    assert Improvement.objects.get().dispatch is None


def test_owners_are_told_of_what_is_due_soon_and_once_more_when_it_is_late(kim, lee):
    today = date(2026, 11, 23)
    soon = plan_improvement(title="포장 바꾸기", owner=kim, due_on=date(2026, 11, 26), actor=kim)
    plan_improvement(title="먼 일", owner=kim, due_on=date(2026, 11, 27), actor=kim)
    plan_improvement(title="늦은 일", owner=lee, due_on=date(2026, 11, 20), actor=kim)
    plan_improvement(title="기한 없음", owner=lee, actor=kim)
    plan_improvement(title="안 함", owner=kim, due_on=today, state="dropped", actor=kim)

    def told(day):
        Notice.objects.all().delete()
        number = remind_of_due(today=day)
        return number, sorted(Notice.objects.values_list("user__username", "text"))

    first = told(today)
    assert first[0] == 2
    assert [name for name, _text in first[1]] == ["kim", "lee"]
    assert "지난 것 1건): 늦은 일" in first[1][1][1]
    assert told(today) == (0, [])
    assert told(date(2026, 11, 24))[0] == 1  # the far one is near now
    assert told(date(2026, 11, 26)) == (0, [])
    assert told(date(2026, 11, 27))[0] == 1  # late: once more
    assert told(date(2026, 11, 28))[0] == 1  # the other one
    assert told(date(2026, 11, 29)) == (0, [])
    soon.refresh_from_db()
    assert soon.told_on == date(2026, 11, 27)
