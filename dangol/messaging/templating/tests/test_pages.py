"""Pages of templates."""

import pytest
from django.urls import reverse

from dangol.accounts.models import Grant
from dangol.audit.models import Access
from dangol.customers.testing import make_affiliation, make_company, make_customer
from dangol.messaging.models import SenderProfile, Template
from dangol.messaging.printing import letters
from dangol.messaging.templating.testing import TEXT, make_template


@pytest.fixture
def as_kim(client, kim):
    client.force_login(kim)
    return client


@pytest.fixture
def sender(db):
    return SenderProfile.objects.create(
        name="봄결커피", phone="0212345678", optout_number="0801234567", email="a@example.com",
        address="서울 마포구", is_default=True,
    )  # fmt: skip


def url(name, *args):
    return reverse(f"messaging:{name}", args=args)


def body(response):
    return " ".join(response.content.decode().split())


def test_the_list_shows_own_and_shared_ones(as_kim, kim, park, django_assert_max_num_queries):
    for n in range(5):
        make_template(kim, f"내 것 {n}")
    make_template(park, "함께")
    make_template(park, "남의 것", is_shared=False)

    with django_assert_max_num_queries(20):
        shown = body(as_kim.get(url("template_list")))

    assert "내 것 4" in shown
    assert "함께" in shown
    assert "남의 것" not in shown


def test_an_outsider_finds_nothing(client, kim, park):
    template = make_template(kim, is_shared=False)
    shared = make_template(kim)
    client.force_login(park)

    assert client.get(url("template_detail", template.pk)).status_code == 404
    assert client.get(url("template_detail", shared.pk)).status_code == 200
    assert client.get(url("template_edit", shared.pk)).status_code == 404
    assert client.post(url("template_remove", shared.pk)).status_code == 404
    assert client.get(url("template_preview"), {"template": template.pk}).status_code == 404
    client.logout()
    assert client.get(url("template_list")).status_code == 302
    assert Template.objects.count() == 2


@pytest.mark.parametrize("medium", ["email", "sms", "kakao", "post", "fax", "voice"])
def test_every_medium_has_its_editor(as_kim, medium):
    response = as_kim.get(url("template_add"), {"medium": medium})

    assert response.status_code == 200
    assert "#{고객명}" in body(response)
    assert ("data-block-editor" in body(response)) == (medium == "email")
    assert ("button.name" in body(response)) == (medium == "kakao")


def test_writing_a_mail_and_changing_it(as_kim):
    values = {
        "name": "소식", "kind": "ad", "subject": "#{고객명}님께", "is_shared": "on",
        "block": ["x1", "x2"], "x1.kind": "heading", "x1.html": "<b>안녕</b>", "x1.level": "2",
        "x2.kind": "customer", "x2.fields": ["등급", "담당자"], "x2.when": "등급=VIP",
    }  # fmt: skip

    made = as_kim.post(url("template_add") + "?medium=email", values)

    template = Template.objects.get()
    assert made.url == template.get_absolute_url()
    assert [block["kind"] for block in template.current.blocks] == ["heading", "customer"]
    assert template.current.blocks[1]["fields"] == ["등급", "담당자"]
    edit = body(as_kim.get(url("template_edit", template.pk)))
    assert "<strong>안녕</strong>" in edit
    assert 'value="등급=VIP"' in edit

    values |= {"version": template.version, "block": ["x2", "x1"]}
    as_kim.post(url("template_edit", template.pk), values)
    template.refresh_from_db()
    assert [block["kind"] for block in template.current.blocks] == ["customer", "heading"]
    assert template.current.number == 2


def test_what_was_typed_is_kept_when_it_is_wrong(as_kim):
    values = {
        "name": "소식", "kind": "info", "subject": "가", "block": ["x1"], "x1.kind": "text",
        "x1.html": "<p>#{고객명</p>",
    }  # fmt: skip

    refused = as_kim.post(url("template_add") + "?medium=email", values)

    assert refused.status_code == 422
    assert "1번째 블록(글)" in body(refused)
    assert "#{고객명&lt;/p&gt;" in body(refused)
    assert Template.objects.count() == 0


def test_writing_an_alimtalk(as_kim):
    values = {
        "name": "배송", "kind": "transaction", "body": "#{고객명}님 배송", "fallback": "배송",
        "button.kind": ["WL", "DS", "WL"], "button.name": ["보기", "조회", ""],
        "button.url": ["https://a.kr", "", ""], "button.url_pc": ["", "", ""],
    }  # fmt: skip

    as_kim.post(url("template_add") + "?medium=kakao", values)

    assert Template.objects.get().current.buttons == [
        {"kind": "WL", "name": "보기", "url": "https://a.kr"},
        {"kind": "DS", "name": "조회"},
    ]
    wrong = as_kim.post(url("template_add") + "?medium=kakao", values | {"kind": "ad"})
    assert wrong.status_code == 422
    assert Template.objects.count() == 1


def preview(client, medium, **values):
    said = {"medium": medium, "kind": "info"} | values
    return body(client.post(url("template_preview"), said))


def test_a_text_message_is_shown_as_it_will_arrive(as_kim, kim, sender):
    make_customer(kim, "홍길동", honorific="과장")

    info = preview(as_kim, "sms", body="#{호칭}, 안녕하세요.")
    ad = preview(as_kim, "sms", kind="ad", body="#{호칭}, 세일입니다. " + "가" * 60)

    assert "홍길동 과장님, 안녕하세요." in info
    assert "SMS" in info
    assert "26 / 90바이트" in info
    assert "한 통 20원" in info
    assert "(광고)봄결커피" in ad
    assert "무료수신거부 080-123-4567" in ad
    assert "LMS" in ad
    assert "한 통 50원" in ad


def test_promotion_in_an_info_message_is_pointed_out(as_kim, sender):
    assert "홍보로 보이는 말이 있습니다: 할인" in preview(as_kim, "sms", body="10% 할인")
    assert "홍보로 보이는" not in preview(as_kim, "sms", kind="ad", body="10% 할인")


def test_what_the_customer_lacks_is_named(as_kim, kim):
    make_customer(kim, "홍길동")

    shown = preview(as_kim, "sms", body="#{직책}님, #{부서|귀 부서}")

    assert "값이 없어 받지 않습니다: 직책" in shown
    assert "‹직책 없음›님, 귀 부서" in shown


def test_next_and_previous_customer(as_kim, kim, park):
    first = make_customer(kim, "하나")
    make_customer(park, "남")
    second = make_customer(kim, "둘")

    newest = preview(as_kim, "sms", body="#{고객명}")
    older = preview(as_kim, "sms", body="#{고객명}", customer=first.pk)

    assert "둘" in newest
    assert f'data-show-customer="{first.pk}"' in newest
    assert "하나" in older
    assert f'data-show-customer="{second.pk}"' in older
    assert "남" not in preview(as_kim, "sms", body="#{고객명}", customer=first.pk + 1)


def test_looking_is_logged_once_for_each_customer(as_kim, kim):
    one, two = make_customer(kim, "하나"), make_customer(kim, "둘")
    for pk in (one.pk, one.pk, two.pk):
        preview(as_kim, "sms", body="#{고객명}", customer=pk)

    rows = Access.objects.filter(act="view")
    assert rows.count() == 2


def test_contacts_are_masked_for_those_who_may_not_see_them(client, kim, choi):
    from dangol.accounts.models import Grant, Role, User  # noqa: PLC0415

    make_customer(kim, "홍길동", phones=["010-1234-5678"])
    marketer = User.objects.create_user("mo", "dangol!2026", name="모")
    role = Role.objects.create(name="마케터")
    for name in ("customers.view_customer", "messaging.view_template"):
        Grant.objects.create(role=role, permission=name, scope="all")
    marketer.roles.add(role)
    client.force_login(marketer)

    assert "5678" in preview(client, "sms", body="#{전화}")
    assert "1234-5678" not in preview(client, "sms", body="#{전화}")
    client.force_login(choi)
    assert "010-1234-5678" in preview(client, "sms", body="#{전화}")


def test_a_broken_text_is_told_and_nothing_else_breaks(as_kim):
    for medium in ("email", "sms", "kakao", "post", "fax", "voice"):
        values = {"body": "#{고객명", "subject": "가", "fallback": "가", "block": ["a"],
                  "a.kind": "text", "a.html": "#{고객명"}  # fmt: skip
        assert "닫지 않았습니다" in preview(as_kim, medium, **values)
    assert preview(as_kim, "x", kind="y", body="#{고객명}", customer="z")


def test_a_letter_and_a_fax_are_shown_as_pages(as_kim, kim, sender):
    make_customer(kim, "홍길동", addresses=["서울 마포구 동교로27길 12"])

    for medium in ("post", "fax"):
        shown = preview(as_kim, medium, kind="ad", subject="인사", body="#{고객명}님께")
        assert 'src="data:image/png;base64,' in shown
        assert "홍길동님께" in shown
    make_customer(kim, "주소없음")
    assert "받지 않습니다: 주소" in preview(as_kim, "post", body="글")


@pytest.mark.parametrize("may_see", [False, True])
def test_a_letter_hides_the_address_from_those_who_may_not_see_it(
    as_kim, kim, sender, monkeypatch, may_see
):
    if may_see:
        Grant.objects.create(
            role=kim.roles.get(), permission="customers.reveal_customer", scope="all"
        )
    make_customer(kim, "홍길동", addresses=["서울 마포구 동교로27길 12"])
    shown = []
    pages = letters.letter_pages
    monkeypatch.setattr(
        letters, "letter_pages", lambda letter, head: shown.append(letter) or pages(letter, head)
    )

    preview(as_kim, "post", body="#{고객명}님께")

    assert ("동교로27길 12" in str(shown[0].to)) is may_see


def test_the_mail_itself_comes_without_scripts_in_a_frame_of_ours(as_kim, kim, sender):
    make_customer(kim, "<홍길동>")
    template = make_template(kim, medium="email", kind="ad", blocks=[TEXT])

    saved = as_kim.get(url("template_mail"), {"template": template.pk})
    dark = as_kim.post(
        url("template_mail"),
        {"medium": "email", "kind": "info", "block": ["a"], "a.kind": "text", "look": "dark",
         "a.html": "<p>어두운</p>"},
    )  # fmt: skip

    assert "안녕하세요, &lt;홍길동&gt;님." in saved.content.decode()
    assert "무료수신거부" in saved.content.decode()
    assert "sandbox" in saved["Content-Security-Policy"]
    assert saved["X-Frame-Options"] == "SAMEORIGIN"
    assert "@media all" in dark.content.decode()
    assert "무료수신거부" not in dark.content.decode()


def test_counting_whom_it_leaves_out(as_kim, kim):
    person = make_customer(kim, "홍길동")
    make_affiliation(person, make_company(kim), title="과장")
    make_customer(kim, "김둘")
    template = make_template(kim, body="#{직책}")

    before = body(as_kim.get(url("template_lacking", template.pk)))
    after = body(as_kim.get(url("template_lacking", template.pk), {"view": ""}))

    assert "빠집니다" not in before
    assert "3명 중 2명이 빠집니다." in after
    assert "2명: ‘직책’ 없음" in after
    assert "김둘" in after


def test_copy_archive_restore_and_remove(as_kim, kim):
    template = make_template(kim, body="하나")

    copied = as_kim.post(url("template_copy", template.pk))
    as_kim.post(url("template_active", template.pk))
    as_kim.post(url("template_restore", template.pk, 1))

    template.refresh_from_db()
    assert copied.url == url("template_edit", template.pk + 1)
    assert not template.is_active
    assert template.current.number == 2
    assert "쓰지 않는 템플릿" in body(as_kim.get(template.get_absolute_url()))
    as_kim.post(url("template_remove", template.pk))
    assert not Template.objects.filter(pk=template.pk).exists()
    assert as_kim.post(url("template_restore", template.pk + 1, 9)).status_code == 404


def test_the_review_on_the_page(as_kim, kim):
    template = make_template(kim, medium="kakao", body="주문 #{고객번호}")

    as_kim.post(url("alimtalk_code", template.pk), {"code": "K1"})
    as_kim.post(url("alimtalk_submit", template.pk))
    assert "검수 중" in body(as_kim.get(template.get_absolute_url()))
    as_kim.post(
        url("alimtalk_mark", template.pk), {"state": "approved", "text": "주문 #{고객번호}"}
    )
    shown = body(as_kim.get(template.get_absolute_url()))
    assert "승인" in shown
    assert "K1" in shown
    refused = as_kim.post(url("alimtalk_refresh", template.pk), follow=True)
    assert "직접 표시해 주세요" in body(refused)
    plain = make_template(kim)
    assert as_kim.get(url("alimtalk_code", plain.pk)).status_code == 404
