import pytest

from dangol.accounts.models import AccessChange, Role, User
from dangol.accounts.setup import registry
from dangol.accounts.setup.registry import Sample
from dangol.codes.company import company
from dangol.codes.models import Code
from dangol.kit.registry import Registry

pytestmark = pytest.mark.django_db
COMPANY = {"name": "나눔재단", "business_number": "124-81-00998", "address": "", "phone": ""}
ADMIN = {
    "username": "boss",
    "name": "최관리",
    "email": "",
    "password": "Walnut-tree-7",
    "again": "Walnut-tree-7",
}


@pytest.fixture
def started(monkeypatch):
    """Sample data of a made-up app above; says for whom it was started."""
    calls = []
    samples = Registry()
    samples.add("small")(Sample("보기 자료", "1,000명", calls.append))
    for module in ("registry", "forms", "services", "views"):
        monkeypatch.setattr(f"dangol.accounts.setup.{module}.samples", samples)
    return calls


def walk(client, *, preset="general", sample="", admin=ADMIN):
    client.post("/setup/", COMPANY)
    client.post("/setup/work/", {"profile": "both", "preset": preset})
    client.post("/setup/sample/", {"sample": sample})
    return client.post("/setup/admin/", admin)


@pytest.mark.parametrize("address", ["/", "/me/", "/people/", "/accounts/login/", "/nowhere/"])
def test_every_page_leads_to_the_wizard_while_nobody_is_there(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.headers["Location"] == "/setup/"


def test_four_steps_found_the_office_and_sign_in(client, started):
    response = walk(client, preset="non_profit", sample="small")

    assert response.headers["Location"] == "/"
    person = User.objects.get()
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.username, person.must_change_password) == ("boss", False)
    assert person.check_password("Walnut-tree-7")
    assert person.has_perm("accounts.manage_roles")
    assert Role.objects.count() == 7
    assert started == [person]
    said = company()
    assert (said.name, said.profile, said.preset, said.terms) == (
        "나눔재단",
        "both",
        "non_profit",
        "npo",
    )
    assert said.business_number == "124-81-00998"
    assert list(AccessChange.objects.values_list("what", flat=True)) == [
        "person_added",
        "role_given",
    ]
    assert client.get("/me/").status_code == 200


def test_codes_are_installed(client, started, monkeypatch):
    from dangol.codes.registry import CodeDefault, CodeGroup  # noqa: PLC0415

    groups = Registry()
    donors = [CodeDefault("regular", "정기 후원자", "green")]
    grades = CodeGroup("등급", [CodeDefault("a", "우수")], by_preset={"non_profit": donors})
    groups.add("grade")(grades)
    monkeypatch.setattr("dangol.codes.services.groups", groups)

    walk(client, preset="non_profit")

    assert list(Code.objects.values_list("label", "color")) == [("정기 후원자", "green")]


def test_is_shut_for_ever_once_there_is_an_account(client, choi, started):
    for address in ("/setup/", "/setup/work/", "/setup/admin/"):
        assert client.get(address).headers["Location"] == "/"
    client.post("/setup/admin/", ADMIN)

    assert list(User.objects.all()) == [choi]


def test_steps_are_walked_in_order(client, started):
    assert client.get("/setup/admin/").headers["Location"] == "/setup/company/"
    client.post("/setup/", COMPANY)
    assert client.get("/setup/admin/").headers["Location"] == "/setup/work/"
    assert client.get("/setup/nowhere/").headers["Location"] == "/setup/"


def test_what_was_written_is_still_there_on_the_way_back(client, started):
    client.post("/setup/", COMPANY)

    assert 'value="나눔재단"' in client.get("/setup/company/").text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "필수"),
        ({"name": "가" * 10_000}, "200"),
        ({"business_number": "124-81-00999"}, "사업자등록번호가 맞지 않습니다"),
        ({"business_number": "😀"}, "사업자등록번호가 맞지 않습니다"),
    ],
)
def test_a_wrong_company_is_told(client, started, values, said):
    page = client.post("/setup/", COMPANY | values)

    assert page.status_code == 422
    assert said in page.text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"username": "관리자"}, "영문 소문자"),
        ({"again": "other"}, "두 비밀번호가 다릅니다"),
        ({"password": "boss", "again": "boss"}, "8자 이상"),
        ({"password": "Password123", "again": "Password123"}, "너무 흔히"),
        ({"password": "Boss-boss-1", "again": "Boss-boss-1", "username": "boss-boss-1"}, "유사"),
        ({"name": "\u200b"}, "필수"),
    ],
)
def test_a_wrong_administrator_is_told_and_nothing_is_made(client, started, values, said):
    page = walk(client, admin=ADMIN | values)

    assert page.status_code == 422
    assert said in page.text
    assert not User.objects.exists()
    assert not Role.objects.exists()
    assert company().name == ""
    assert "Walnut" not in page.text


def test_a_preset_nobody_made_is_refused(client, started):
    client.post("/setup/", COMPANY)

    assert client.post("/setup/work/", {"profile": "both", "preset": "x"}).status_code == 422


def test_html_in_a_name_stays_text(client, started):
    client.post("/setup/", COMPANY | {"name": "<script>alert(1)</script>"})

    assert "<script>alert" not in client.get("/setup/company/").text


def test_apps_above_join_in(client, started, monkeypatch):
    steps, calls = Registry(), []
    steps.add("customers")(lambda preset, person: calls.append((preset, person.username)))
    monkeypatch.setattr("dangol.accounts.setup.services.setup_steps", steps)

    walk(client, preset="b2b")

    assert calls == [("b2b", "boss")]
    assert registry.setup_steps is not steps
