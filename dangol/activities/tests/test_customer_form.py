import pytest

from dangol.activities.tests.test_customer_pages import typed, url
from dangol.codes import preferences
from dangol.codes.company import CompanyPreferences
from dangol.customers.models import Customer
from dangol.customers.testing import make_company, make_customer


def test_the_wrong_rows_are_pointed_at(client, kim):
    client.force_login(kim)
    rows = {
        "phones-row": ["0", "b"], "phones-use": ["mobile", "home"],
        "phones-value": ["02-123-4567", "010-12"], "phones-extension": ["", ""],
        "emails-value": ["아님"],
    }  # fmt: skip

    page = client.post(url("customer_register"), typed(name="홍길동", **rows)).text

    assert page.count('aria-invalid="true"') == 2
    for name in ("phones", "emails"):
        assert f'aria-invalid="true" aria-describedby="id_{name}_error"' in page
        assert f'id="id_{name}_error"' in page
    assert page.index('value="02-123-4567"') < page.index("aria-invalid") < page.index("아님")


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [("person", "birth_on", "representative"), ("company", "representative", "birth_on")],
)
def test_the_form_asks_what_the_kind_has(client, kim, kind, has, lacks):
    client.force_login(kim)

    for page in (
        client.get(url("customer_register"), {"kind": kind}).text,
        client.post(f"{url('customer_register')}?part=kind", typed(kind=kind)).text,
    ):
        assert f'name="{has}"' in page
        assert f'name="{lacks}"' not in page
    assert not Customer.objects.exists()


def test_what_the_other_kind_left_behind_can_still_be_emptied(client, choi):
    company = make_company(choi, representative="김대표", homepage="https://hanbit.kr")
    client.force_login(choi)
    sent = typed(name="한빛", representative="", homepage="https://hanbit.kr", version=1)

    assert client.post(url("customer_edit", company.pk), sent).status_code == 302

    company.refresh_from_db()
    assert (company.kind, company.representative) == ("person", "")
    page = client.get(url("customer_edit", company.pk)).text
    assert "https://hanbit.kr" in page
    assert 'name="representative"' not in page


@pytest.mark.parametrize(
    ("profile", "kind"), [("b2b", "company"), ("b2c", "person"), ("both", "person")]
)
def test_a_new_customer_is_of_the_kind_the_company_serves(client, kim, profile, kind):
    preferences.put(CompanyPreferences(profile=profile), actor=kim)
    client.force_login(kim)

    assert client.get(url("customer_register")).context["form"]["kind"].value() == kind


def test_tags_are_edited_on_the_page(client, kim, park):
    hong = make_customer(kim)
    client.force_login(kim)
    address = url("customer_tags", hong.pk)
    assert address in client.get(url("customer_detail", hong.pk)).text

    assert client.post(address, {"tags": ["단골", "봄"]}).status_code == 302
    assert client.post(address, {"tags": ["봄", "긴" * 51]}).status_code == 422
    assert 'value="단골"' in client.get(address).text
    assert client.post(address, {"tags": ["봄"]}).status_code == 302

    assert [tag.name for tag in hong.tags.all()] == ["봄"]
    client.force_login(park)
    assert client.post(address, {"tags": []}).status_code == 404


@pytest.mark.parametrize(
    ("kind", "name", "called"),
    [("person", "노민성", "노민성님"), ("company", "(주)담소", "(주)담소")],
)
def test_only_people_are_called_nim(client, kim, kind, name, called):
    client.force_login(kim)

    made = client.post(
        url("customer_register"), typed(kind=kind, name=name, owner=kim.pk), follow=True
    )
    customer = Customer.objects.get()
    asked = client.get(url("stage_move", customer.pk))

    assert f"{called} 등록을 마쳤습니다." in made.text
    assert f"{called} 단계 옮기기" in asked.text
    assert f"{name} 님" not in made.text
    removed = client.post(url("customer_remove", customer.pk), follow=True)
    assert f"{called} 삭제를 마쳤습니다." in removed.text


def test_an_empty_choice_says_so(client, kim):
    client.force_login(kim)

    page = client.get(url("customer_register")).text

    assert '<option value="" selected>고르지 않음</option>' in page
    assert "-----" not in page


def test_a_rep_who_names_no_owner_keeps_the_customer_in_sight(client, kim):
    client.force_login(kim)
    form = client.get("/customers/new/").content.decode()
    assert "미배정" not in form

    answer = client.post(
        "/customers/new/",
        {
            "kind": "person",
            "name": "홍길동",
            "stage": "target",
            "birth_calendar": "solar",
            "owner": "",
        },
    )

    customer = Customer.objects.get()
    assert customer.owner == kim
    assert client.get(answer.url).status_code == 200


def test_who_sees_everybody_may_leave_a_customer_without_owner(client, choi):
    client.force_login(choi)
    assert "미배정" in client.get("/customers/new/").content.decode()

    client.post(
        "/customers/new/",
        {
            "kind": "person",
            "name": "홍길동",
            "stage": "target",
            "birth_calendar": "solar",
            "owner": "",
        },
    )

    assert Customer.objects.get().owner is None
