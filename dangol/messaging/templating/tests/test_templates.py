"""Words written once, kept in versions."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from dangol.customers.models import Customer
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.kit.errors import Conflict, Refused
from dangol.messaging.content import Content
from dangol.messaging.models import Alimtalk, Channel, SenderProfile, Template, TemplateVersion
from dangol.messaging.templating.queries import (
    content_of,
    lacking_in,
    templates_seen_by,
    version_to_send,
    words_of,
)
from dangol.messaging.templating.services import (
    ask_provider,
    ask_reviews,
    copy_template,
    edit_template,
    remove_template,
    restore_version,
    send_trial,
    set_active,
    set_code,
    submit_for_review,
    take_review,
)
from dangol.messaging.templating.testing import TEXT, TODAY, make_template
from dangol.messaging.templating.words import Words

AT = datetime(2026, 11, 28, 9, tzinfo=ZoneInfo("Asia/Seoul"))


def edited(template, **words):
    said = words_of(template.current).__dict__ | words
    return edit_template(template, words=Words(**said), actor=template.owner, today=TODAY)


def test_other_words_are_another_version_and_the_old_one_stays(kim):
    template = make_template(kim, body="하나 #{고객명}")
    first = template.current

    again = edited(template)
    changed = edited(template, body="둘 #{고객명}")

    assert again.current == first
    assert changed.current.number == 2
    assert changed.current.made_by == kim
    first.refresh_from_db()
    assert first.body == "하나 #{고객명}"
    assert content_of(changed) == Content(text="둘 #{고객명}")
    assert content_of(changed, first) == Content(text="하나 #{고객명}")


def test_an_earlier_version_is_taken_up_again(kim):
    template = make_template(kim, body="하나")
    first = template.current
    template = edited(template, body="둘")

    template = restore_version(template, first, actor=kim)

    assert (template.current.number, template.current.body) == (3, "하나")
    with pytest.raises(Refused, match="다른 템플릿"):
        restore_version(make_template(kim), first, actor=kim)


def test_the_later_of_two_editors_is_told(kim):
    template = make_template(kim)
    version = template.version
    edit_template(template, actor=kim, today=TODAY, version=version, name="새 이름")

    with pytest.raises(Conflict):
        edit_template(template, actor=kim, today=TODAY, version=version, name="다른 이름")

    assert Template.objects.get().name == "새 이름"


def test_shared_ones_are_seen_by_all_and_changed_by_their_owner(kim, lee, park, choi):
    shared, own = make_template(kim), make_template(kim, "나만", is_shared=False)

    assert set(templates_seen_by(kim)) == {shared, own}
    assert set(templates_seen_by(park)) == {shared}
    assert set(templates_seen_by(park, "change")) == set()
    assert set(templates_seen_by(lee, "change")) == {shared, own}
    assert set(templates_seen_by(choi)) == {shared, own}


@pytest.mark.parametrize(
    ("medium", "words", "field", "said"),
    [
        ("sms", {"body": ""}, "body", "내용을 적어"),
        ("sms", {"body": "#{고객명"}, "body", "1번째 줄 1번째 글자"),
        ("sms", {"body": "#{고객이름}"}, "body", "없습니다"),
        ("sms", {"body": "하트 💛"}, "body", "보낼 수 없는 글자입니다: 💛"),
        ("sms", {"body": "(광 고) 세일"}, "body", "자동으로 붙습니다"),
        ("sms", {"body": "가" * 1001}, "body", "2,000바이트"),
        ("sms", {"subject": "가" * 21}, "subject", "40바이트"),
        ("sms", {"body": "900101-1234567"}, "body", "주민등록번호"),
        ("email", {"subject": ""}, "subject", "제목을 적어"),
        ("email", {"subject": "#{없는것}"}, "subject", "없습니다"),
        ("email", {"blocks": [{"kind": "x"}]}, "blocks", "이런 블록은"),
        ("email", {"blocks": [TEXT | {"html": "#{없는것}"}]}, "blocks", "없습니다"),
        ("email", {"blocks": [TEXT | {"html": "[광고] 세일"}]}, "blocks", "자동으로"),
        ("email", {"plain": "[[끝]]"}, "plain", "[[만약"),
        ("kakao", {"body": "{{고객명}}"}, "body", "#{항목}"),
        ("kakao", {"body": "가" * 1001}, "body", "1,000자"),
        ("kakao", {"fallback": ""}, "fallback", "대체 문자"),
        ("kakao", {"fallback": "💛"}, "fallback", "보낼 수 없는"),
        ("kakao", {"buttons": [{"name": "가", "url": "a.kr"}] * 6}, "buttons", "5개"),
        ("kakao", {"buttons": [{"name": "가"}]}, "buttons", "https://"),
        ("kakao", {"buttons": [{"name": "", "url": "https://a.kr"}]}, "buttons", "14자"),
        ("post", {"body": "#{주소:달}"}, "body", "쓸 수 있는 형식"),
    ],
)
def test_refuses_words_that_cannot_be_sent(kim, medium, words, field, said):
    with pytest.raises(ValidationError) as error:
        make_template(kim, medium=medium, **words)

    assert said in " ".join(error.value.message_dict[field])
    assert Template.objects.count() == TemplateVersion.objects.count() == 0


def test_signs_that_are_read_otherwise_are_replaced_not_refused(kim):
    assert make_template(kim, body="₩1,000 – 오늘").current.body == "₩1,000 – 오늘"


def test_a_mail_is_html_and_text(kim):
    template = make_template(kim, medium="email", subject="#{고객명}님께")

    content = content_of(template)

    assert content.subject == "#{고객명}님께"
    assert content.text == "안녕하세요, #{호칭}."
    assert "<p style=" in content.html
    assert "안녕하세요, #{호칭}." in content.html
    own = edited(template, plain="따로 적은 글 #{호칭}")
    assert content_of(own).text == "따로 적은 글 #{호칭}"


def test_an_unfinished_mail_is_kept_and_not_sent(kim):
    template = make_template(kim, medium="email", blocks=[{"id": "a", "kind": "button"}])

    with pytest.raises(Refused, match="이어질 주소"):
        version_to_send(template)


def test_what_is_out_of_use_is_not_sent(kim):
    template = set_active(make_template(kim), is_active=False, actor=kim)

    with pytest.raises(Refused, match="쓰지 않습니다"):
        content_of(template)


def test_a_copy_is_ones_own(kim, park):
    template = make_template(kim, "인사", medium="kakao", folder="환영")
    approve(template)

    copy = copy_template(template, actor=park, today=TODAY)

    assert (copy.name, copy.owner, copy.folder, copy.is_shared) == (
        "인사 사본",
        park,
        "환영",
        False,
    )
    assert words_of(copy.current) == words_of(template.current)
    assert copy.alimtalk.state == Alimtalk.State.DRAFT
    assert copy.alimtalk.code == ""


def test_removing(kim):
    remove_template(make_template(kim, medium="kakao"), actor=kim)

    assert Template.objects.count() == TemplateVersion.objects.count() == 0
    assert Alimtalk.objects.count() == 0


def approve(template, text=None, code="A01"):
    set_code(template.alimtalk, code=code, actor=None)
    text = template.current.body if text is None else text
    template.alimtalk = take_review(template, state="approved", text=text, at=AT, actor=None)
    return template.alimtalk


def test_only_an_approved_alimtalk_is_sent_and_only_its_very_text(kim):
    template = make_template(kim, medium="kakao", body="주문 #{고객번호}", fallback="주문")
    with pytest.raises(Refused, match="승인되지"):
        version_to_send(template)
    submit_for_review(template, actor=kim)
    with pytest.raises(Refused, match="이미 검수"):
        submit_for_review(template, actor=kim)

    review = approve(template, "주문 #{고객번호}\r\n")

    assert (review.state, review.approved, review.checked_at) == ("approved", template.current, AT)
    assert content_of(template) == Content(
        text="주문 #{고객번호}", template_code="A01", fallback="주문"
    )

    newer = edited(template, body="주문이 도착 #{고객번호}")
    assert newer.alimtalk.state == "draft"
    assert content_of(newer).text == "주문 #{고객번호}"


def test_a_text_that_differs_from_the_approved_one_is_not_approved(kim):
    template = make_template(kim, medium="kakao", body="주문 #{고객번호}")

    review = approve(template, "주문  #{고객번호}")

    assert review.state == "rejected"
    assert "다릅니다" in review.reason
    assert review.approved is None


def test_asking_the_provider(kim):
    template = make_template(kim, medium="kakao")
    with pytest.raises(Refused, match="템플릿 코드를 먼저"):
        ask_provider(template, at=AT, actor=kim)
    set_code(template.alimtalk, code=" K 1 ", actor=kim)
    template = Template.objects.get()
    with pytest.raises(Refused, match="채널이 없습니다"):
        ask_provider(template, at=AT, actor=kim)
    sender = SenderProfile.objects.create(name="봄결", phone="0212345678")
    channel = Channel.objects.create(sender=sender, medium="kakao")

    assert ask_provider(template, at=AT, actor=kim).state == "approved"

    no = {"K1": {"state": "rejected", "reason": "변수가 많습니다."}}
    Channel.objects.update(settings={"templates": no})
    review = ask_provider(template, at=AT, actor=kim)
    assert (review.state, review.reason) == ("rejected", "변수가 많습니다.")
    Channel.objects.filter(pk=channel.pk).update(settings={"templates": {"K1": None}})
    with pytest.raises(Refused, match="모릅니다"):
        ask_provider(template, at=AT, actor=kim)


def test_every_hour_the_waiting_ones_are_asked_and_their_writers_told(kim):
    sender = SenderProfile.objects.create(name="봄결", phone="0212345678")
    channel = Channel.objects.create(sender=sender, medium="kakao")
    for name, code in (("하나", "K1"), ("둘", "K2"), ("셋", "K3")):
        template = make_template(kim, name, medium="kakao")
        set_code(template.alimtalk, code=code, actor=kim)
        submit_for_review(Template.objects.get(name=name), actor=kim)
    said = {"K1": {"state": "rejected", "reason": "변수"}, "K2": {"state": "reviewing"}, "K3": None}
    Channel.objects.filter(pk=channel.pk).update(settings={"templates": said})

    assert ask_reviews(at=AT) == 1
    states = dict(Alimtalk.objects.values_list("code", "state"))
    assert states == {"K1": "rejected", "K2": "reviewing", "K3": "reviewing"}
    assert kim.notices.get().text == "알림톡 템플릿 ‘하나’의 검수 결과: 반려"

    Channel.objects.filter(pk=channel.pk).update(adapter="solapi")  # without a key
    assert ask_reviews(at=AT) == 0
    with pytest.raises(Refused, match="물어보지 못했습니다: API 키"):
        ask_provider(Template.objects.get(name="둘"), at=AT, actor=kim)


def test_a_code_is_used_once(kim):
    approve(make_template(kim, medium="kakao"))

    with pytest.raises(ValidationError, match="이미 있습니다"):
        set_code(make_template(kim, medium="kakao").alimtalk, code="A01", actor=kim)


def test_counts_whom_a_missing_value_leaves_out(kim, django_assert_max_num_queries):
    firm = make_company(kim)
    with_title = make_customer(kim, "홍길동")
    make_affiliation(with_title, firm, title="과장")
    without = [make_customer(kim, f"고객{n}") for n in range(3)]
    rows = Customer.objects.filter(kind="person")
    words = Words(body="#{직책}님 [[만약 단계=고객유도]]#{생일}[[끝]] #{부서|귀 부서}")

    with django_assert_max_num_queries(8):
        found = lacking_in("sms", words, rows, sender=kim, today=TODAY)

    assert (found.all, found.left_out, found.is_whole) == (4, 4, True)
    assert found.by_field == [("생일", 4), ("직책", 3)]
    assert {row.pk for row in found.some} == {with_title.pk, *(row.pk for row in without)}


def test_trying_it_on_oneself(kim, db):
    from dangol.messaging.models import Message  # noqa: PLC0415

    sender = SenderProfile.objects.create(
        name="봄결", phone="0212345678", email="a@bom.example.com", is_default=True
    )
    Channel.objects.create(sender=sender, medium="email")
    hong = make_customer(kim, "홍길동")
    template = make_template(kim, medium="email", subject="#{고객명}님, #{직책}")

    dispatch = send_trial(template, hong, actor=kim, today=TODAY, at=AT)

    message = Message.objects.get(dispatch=dispatch)
    assert (message.address, message.status) == ("kim@example.com", "queued")
    assert dispatch.words_of.values == {"고객명": "홍길동", "직책": "과장", "호칭": "홍길동님"}
    with pytest.raises(Refused, match="휴대전화를 먼저"):
        send_trial(make_template(kim), hong, actor=kim, today=TODAY, at=AT)
    with pytest.raises(Refused, match="이메일과 문자만"):
        send_trial(make_template(kim, medium="fax"), hong, actor=kim, today=TODAY, at=AT)
    assert Message.objects.count() == 1
