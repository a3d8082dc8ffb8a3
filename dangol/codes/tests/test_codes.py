import pytest

from dangol.codes import queries, services
from dangol.codes.models import Code
from dangol.codes.registry import CodeDefault, CodeGroup, presets
from dangol.kit.errors import Refused
from dangol.kit.registry import Registry

pytestmark = pytest.mark.django_db
GROUP = "test_grade"
DEFAULTS = [CodeDefault("vip", "VIP", "violet"), CodeDefault("a", "우수", "green")]


@pytest.fixture(autouse=True)
def groups(monkeypatch):
    registry = Registry()
    donors = [CodeDefault("regular", "정기 후원자", "green")]
    grades = CodeGroup("등급", DEFAULTS, "시험용 등급", {"non_profit": donors})
    registry.add(GROUP)(grades)
    registry.add("test_source")(CodeGroup("경로", [CodeDefault("web", "홈페이지")]))
    for module in ("services", "views"):
        monkeypatch.setattr(f"dangol.codes.{module}.groups", registry)
    return registry


@pytest.fixture
def codes(groups):
    services.install_codes("general")
    return {code.key: code for code in Code.objects.filter(group=GROUP)}


def labels():
    return [row.label for row in queries.codes_of(GROUP)]


def test_four_presets():
    assert [name for name, _preset in presets] == ["general", "b2b", "b2c", "non_profit"]


def test_a_preset_fills_groups_that_are_empty():
    assert services.install_codes("general") == 3
    assert labels() == ["VIP", "우수"]


def test_another_preset_has_other_codes():
    services.install_codes("non_profit")

    assert labels() == ["정기 후원자"]


def test_again_changes_nothing_an_office_made_its_own(codes, choi):
    services.change_code(codes["vip"], label="최우수", actor=choi)

    assert services.install_codes("non_profit") == 0
    assert labels() == ["최우수", "우수"]


def test_a_cell_costs_no_query(codes, django_assert_num_queries):
    queries.label_of(codes["vip"].pk)

    with django_assert_num_queries(0):
        assert queries.label_of(codes["vip"].pk) == "VIP"
        assert queries.code_of(codes["a"].pk).color == "green"
        assert queries.label_of(None) == ""
        assert queries.choices(GROUP) == [(codes["vip"].pk, "VIP"), (codes["a"].pk, "우수")]


def test_a_file_may_name_a_code_by_label_or_key(codes):
    assert queries.code_by_label(GROUP, " v I p ").key == "vip"
    assert queries.code_by_label(GROUP, "A").label == "우수"
    assert queries.code_by_label(GROUP, "없음") is None
    assert queries.code_by_key(GROUP, "a").label == "우수"


def test_a_new_name_is_seen_at_once(codes, choi):
    queries.label_of(codes["vip"].pk)

    services.change_code(codes["vip"], label="VVIP", actor=choi)

    assert queries.label_of(codes["vip"].pk) == "VVIP"


def test_a_retired_code_is_not_offered_but_still_shown(codes, choi):
    vip = codes["vip"]

    services.change_code(vip, is_active=False, actor=choi)

    assert labels() == ["우수"]
    assert queries.label_of(vip.pk) == "VIP"
    assert queries.choices(GROUP, keep=vip.pk)[0] == (vip.pk, "VIP")


def test_a_new_code_comes_last_with_a_key_of_its_own(codes, choi):
    code = services.add_code(GROUP, label="일반", color="blue", actor=choi)

    assert (code.key, code.order) == ("c3", 2)
    assert labels()[-1] == "일반"


def test_a_code_in_use_is_retired_not_deleted(codes, choi, monkeypatch):
    monkeypatch.setattr(services, "code_use", lambda code: 3 if code.key == "vip" else 0)

    with pytest.raises(Refused, match="‘VIP’는"):
        services.remove_code(codes["vip"], actor=choi)
    services.remove_code(codes["a"], actor=choi)

    assert labels() == ["VIP"]


def test_every_column_of_every_table_is_asked():
    holders = {f"{model._meta.label}.{field.name}" for model, field in services._holders()}

    assert "customers.Customer.grade" in holders
    assert "customers.CompanyType.type" in holders


@pytest.mark.parametrize("label", ["", "  \u200b", "VIP", " VIP "])
def test_a_name_is_needed_and_taken_once(client, codes, choi, label):
    client.force_login(choi)

    page = client.post(f"/codes/{GROUP}/add/", {"label": label, "color": "blue"})

    assert page.status_code == 422
    assert labels() == ["VIP", "우수"]


@pytest.mark.parametrize(
    "values",
    [
        {"label": "가" * 10_000, "color": "blue"},
        {"label": "새", "color": "pink"},
        {"label": "새", "color": ""},
    ],
)
def test_odd_input_is_told(client, codes, choi, values):
    client.force_login(choi)

    assert client.post(f"/codes/{GROUP}/add/", values).status_code == 422
    assert labels() == ["VIP", "우수"]


def test_codes_are_added_renamed_and_ordered_on_the_page(client, codes, choi):
    client.force_login(choi)
    client.post(f"/codes/{GROUP}/add/", {"label": "<b>😀</b>", "color": "amber"})
    client.post(f"/codes/{codes['a'].pk}/", {"label": "우량", "color": "teal"})
    made = Code.objects.get(key="c3")
    client.post(f"/codes/{GROUP}/order/", {"ids": [made.pk, codes["a"].pk, "x", "9" * 40]})

    assert labels() == ["<b>😀</b>", "우량", "VIP"]
    page = client.get(f"/codes/{GROUP}/").text
    assert "&lt;b&gt;😀" in page
    assert "<b>😀" not in page


def test_codes_are_retired_brought_back_and_deleted_on_the_page(client, codes, choi):
    client.force_login(choi)
    address = f"/codes/{codes['vip'].pk}/act/"

    client.post(address, {"act": "retire"})
    assert labels() == ["우수"]
    client.post(address, {"act": "restore"})
    assert labels() == ["VIP", "우수"]
    client.post(address, {"act": "remove"})
    assert labels() == ["우수"]
    assert client.post(address, {"act": "retire"}).status_code == 404


def test_ids_of_another_group_do_not_move(codes, choi):
    other = Code.objects.get(group="test_source")

    services.order_codes(GROUP, [other.pk, codes["a"].pk], actor=choi)

    assert labels() == ["우수", "VIP"]
    other.refresh_from_db()
    assert (other.group, other.order) == ("test_source", 0)


PAGES = [
    "/codes/",
    "/codes/test_grade/",
    "/codes/test_grade/add/",
    "/codes/fields/",
    "/codes/numbers/",
]


@pytest.mark.parametrize("address", [*PAGES, "/settings/company/", "/settings/security/"])
@pytest.mark.parametrize(
    ("who", "status"), [("kim", 403), ("lee", 403), ("park", 403), ("choi", 200)]
)
def test_only_administrators_open_the_pages(client, request, codes, address, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    "address",
    [
        "/codes/nothing/",
        "/codes/nothing/add/",
        "/codes/999999/",
        "/codes/fields/no.thing/",
        "/settings/no/",
    ],
)
def test_what_is_not_there_is_404(client, choi, address):
    client.force_login(choi)

    assert client.get(address).status_code == 404


def test_the_page_of_a_group_costs_few_queries(client, codes, choi, django_assert_num_queries):
    client.force_login(choi)
    client.get("/codes/")

    with django_assert_num_queries(5):
        client.get("/codes/")


def test_settings_lead_to_the_first_page_one_may_open(client, choi, kim):
    client.force_login(choi)
    assert client.get("/settings/").headers["Location"] == "/settings/company/"
    client.force_login(kim)
    assert client.get("/settings/").headers["Location"] == "/absences/"
    kim.roles.clear()
    assert client.get("/settings/").status_code == 403
