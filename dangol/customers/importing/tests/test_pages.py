"""The pages of an import: file, columns, preview, run, result; and who may see them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dangol.codes.models import CustomField
from dangol.customers.importing.testing import bring
from dangol.customers.models import Customer
from dangol.imports.models import Import
from dangol.workspace.models import Notice

pytestmark = pytest.mark.django_db

FILE = (
    "고객명단\n고객명,휴대폰,이메일,광고수신,주민번호,즐겨찾는메뉴\n"
    "홍길동,010-1234-5678,h@a.co,Y,850302-1234567,라떼\n"
    "책방 오후,010-7712-448,book@a.co,N,,\n"
    ",010-4821-0073,,,,\n"
)
ANSWERS = {
    "on_number": "fill",
    "on_business_number": "fill",
    "on_email": "fill",
    "on_name_phone": "fill",
    "on_phone": "create",
    "source_note": "봄 행사 응모권",
    "collected_on": "2026-03-02",
    "unknown": "blank",
    "bad": "refuse",
}


def upload(client, text=FILE, name="명단.csv"):
    data = text.encode() if isinstance(text, str) else text
    return client.post(
        reverse("imports:import_open"),
        {"file": SimpleUploadedFile(name, data), "into": "customers"},
    )


def post_columns(client, run, **more):
    data = {f"column-{n}": key for n, key in enumerate(run.mapping)}
    url = reverse("imports:import_columns", args=[run.pk])
    return client.post(url, {**data, **ANSWERS, "owner": run.owner_id, **more})


def test_a_new_import_starts_with_customers_unless_asked_for(client, choi):
    client.force_login(choi)
    url = reverse("imports:import_open")
    options = client.get(url).content.decode().split('name="into">')[1]

    assert options.startswith('<option value="customers">고객<')
    assert '<option value="products" selected>' in client.get(f"{url}?into=products").text


def test_walk_from_file_to_result(client, kim, run_jobs):
    client.force_login(kim)

    response = upload(client)
    run = Import.objects.get()
    assert response.url == reverse("imports:import_columns", args=[run.pk])
    page = client.get(response.url).content.decode()
    assert "6열 중 4열을 알아봤습니다" in page
    assert "담지 않습니다" in page

    response = post_columns(client, run)
    assert response.url == reverse("imports:import_preview", args=[run.pk])
    run_jobs()
    page = client.get(response.url).content.decode()
    assert "모두 3줄을 살펴봤습니다." in page
    assert "전화번호 ‘010-7712-448’을 읽을 수 없습니다" in page
    assert "동의의 근거가 없어" in page

    client.post(reverse("imports:import_start", args=[run.pk]))
    run_jobs()
    run.refresh_from_db()
    assert (run.status, run.created, run.refused) == ("done", 1, 2)
    page = client.get(reverse("imports:import_detail", args=[run.pk])).content.decode()
    assert "오류 2줄 내려받기" in page
    customer = Customer.objects.get()
    assert (customer.name, customer.owner, customer.permit_sms) == ("홍길동", kim, 0)
    assert customer.source_note == "봄 행사 응모권"
    notice = Notice.objects.get(user=kim)
    assert notice.text == "가져오기를 마쳤습니다. 새로 1 · 고침 0 · 오류 2"

    csv = b"".join(client.get(reverse("imports:import_refused", args=[run.pk, "csv"])))
    assert csv.decode("utf-8-sig").splitlines() == [
        "고객명,휴대폰,이메일,광고수신,주민번호,즐겨찾는메뉴,줄,사유",
        "책방 오후,010-7712-448,book@a.co,N,,,4,"
        "휴대폰: 전화번호 ‘010-7712-448’을 읽을 수 없습니다. 010-1234-5678처럼 적어 주세요.",
        ",010-4821-0073,,,,,5,고객명: 이름이 비어 있습니다. 고객 이름은 꼭 있어야 합니다.",
    ]
    assert client.get(reverse("imports:import_refused", args=[run.pk, "xlsx"])).status_code == 200

    client.post(reverse("imports:import_undo", args=[run.pk]))
    run_jobs()
    run.refresh_from_db()
    assert (run.status, Customer.objects.count()) == ("undone", 0)


def test_says_that_the_file_was_imported_before(client, kim):
    client.force_login(kim)
    bring(FILE, kim)

    upload(client)

    run = Import.objects.order_by("-pk")[0]
    page = client.get(reverse("imports:import_columns", args=[run.pk])).content.decode()
    assert "이미 가져온 파일입니다" in page


def test_reads_another_way_when_told_so(client, kim):
    client.force_login(kim)
    upload(client, "이름,전화\n홍길동,02-123-4567\n")
    run = Import.objects.get()

    client.post(
        reverse("imports:import_reading", args=[run.pk]),
        {"header_row": 0, "header_rows": 1, "encoding": "utf-8-sig", "delimiter": ","},
    )

    run.refresh_from_db()
    assert (run.columns, run.reading["header_row"]) == (["1열", "2열"], 0)
    assert not run.reading["skip_totals"]


def test_a_file_too_large_is_refused_before_it_is_read(client, kim, settings):
    client.force_login(kim)

    response = client.post(
        reverse("imports:import_open"), {}, headers={"content-length": str(2 * 1024**3)}
    )

    assert response.status_code == 413
    limit = settings.MAX_UPLOAD // 1024**2
    assert f"파일이 {limit}MB를 넘습니다" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"", "빈 파일입니다"),
        (b"\x89PNG\r\n\x1a\n", "PNG 파일은 가져올 수 없습니다"),
        (b"PK\x03\x04 nothing", "엑셀로 열 수 없는 파일입니다"),
        (b"a,b\n" * 3 + b"\x00\x01\x02\x03" * 2000, "글자를 읽을 수 없는 파일입니다"),
    ],
)
def test_answers_a_file_that_is_no_table(client, kim, data, answer):
    client.force_login(kim)

    response = upload(client, data)

    assert response.status_code == 422
    assert answer in response.content.decode()
    assert Import.objects.count() == 0


def test_consent_needs_its_source_and_day(client, kim):
    client.force_login(kim)
    upload(client)
    run = Import.objects.get()

    response = post_columns(client, run, consent_basis="consent")

    assert response.status_code == 422
    assert response.content.decode().count("동의 열을 가져오려면 꼭 적어 주세요.") == 2


def test_a_rep_gives_customers_to_nobody_else(client, kim, park):
    client.force_login(kim)
    upload(client)
    run = Import.objects.get()

    response = post_columns(client, run, owner=park.pk)

    assert response.status_code == 422


def test_unknown_columns_become_own_fields_when_asked(client, choi, run_jobs):
    client.force_login(choi)
    upload(client)
    run = Import.objects.get()

    post_columns(client, run, add_unknown="1")
    run.refresh_from_db()
    assert run.mapping == ["name", "mobile", "email", "permit_sms", "", "+"]
    post_columns(client, run)
    client.post(reverse("imports:import_start", args=[run.pk]))
    run_jobs()

    own = CustomField.objects.get()
    assert own.label == "즐겨찾는메뉴"
    assert Customer.objects.get().custom == {own.key: "라떼"}


def test_a_rep_adds_no_own_fields(client, kim, run_jobs):
    client.force_login(kim)
    upload(client)
    run = Import.objects.get()

    post_columns(client, run, **{"column-5": "+"})
    client.post(reverse("imports:import_start", args=[run.pk]))

    run.refresh_from_db()
    assert run.status == "draft"


@pytest.mark.parametrize(
    "name", ["import_detail", "import_columns", "import_preview", "import_check", "import_progress"]
)
def test_another_persons_import_is_not_there(client, kim, park, choi, name):
    client.force_login(kim)
    upload(client)
    url = reverse(f"imports:{name}", args=[Import.objects.get().pk])

    client.force_login(park)
    assert client.get(url).status_code == 404
    client.force_login(choi)
    assert client.get(url, follow=True).status_code == 200


@pytest.mark.parametrize("name", ["start", "stop", "resume", "undo", "discard"])
def test_another_person_acts_on_no_import(client, kim, park, name):
    run = bring(FILE, kim)
    client.force_login(park)

    url = reverse(f"imports:import_{name}", args=[run.pk])

    assert client.post(url).status_code == 404
    run.refresh_from_db()
    assert run.status == "done"


def test_lists_own_imports(client, kim, park, django_assert_max_num_queries):
    bring(FILE, kim, name="내 명단.csv")
    bring(FILE, park, name="남의 명단.csv")
    client.force_login(kim)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("imports:import_list")).content.decode()

    assert "내 명단.csv" in page
    assert "남의 명단.csv" not in page
