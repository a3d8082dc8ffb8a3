"""Real headers of other products find their fields; the real files come in whole."""

import os
from pathlib import Path

import pytest

from dangol.customers.importing.fields import import_fields
from dangol.customers.importing.importer import CustomerImporter
from dangol.customers.importing.synonyms_presets import PRESETS
from dangol.customers.importing.testing import bring
from dangol.customers.models import Address, Affiliation, ContactPoint, Customer
from dangol.imports.mapping import propose
from dangol.imports.running import undo
from dangol.imports.services import begin_undo

pytestmark = pytest.mark.django_db

HEADERS = {
    "HubSpot 연락처": (
        "Contact ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,"
        "Lifecycle Stage,Contact Owner,Lead Source,Associated Company Domain",
        ",first_name,last_name,email,work_phone,mobile,title,stage,owner,source,company_domain",
    ),
    "HubSpot 회사": (
        "Company Name,Company Domain Name,Industry,Phone Number,Website,City,Company Owner",
        "company,company_domain,industry,company_phone,homepage,city,owner",
    ),
    "Salesforce 리드": (
        "lead_id,first_name,last_name,email,company,title,lead_source,created_date",
        ",first_name,last_name,email,company,title,source,collected_on",
    ),
    "Salesforce 연락처": (
        "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Phone,Mobile,Email",
        ",first_name,last_name,title,company,street,work_phone,mobile,email",
    ),
    "Google 연락처": (
        "First Name,Middle Name,Last Name,Organization Name,Organization Title,Phone 1 - Label,"
        "Phone 1 - Value,E-mail 1 - Value,Address 1 - Formatted",
        "first_name,middle_name,last_name,company,title,,phone,email,address",
    ),
    "Google 연락처(예전)": (
        "Name,Given Name,Family Name,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,"
        "Phone 1 - Value,Organization 1 - Name",
        "name,,,,email,,phone,company",
    ),
    "Outlook": (
        "Title,First Name,Last Name,Company,Job Title,Business Street,Mobile Phone,"
        "Business Phone,E-mail Address,E-mail 2 Address",
        ",first_name,last_name,company,title,street,mobile,work_phone,email,email",
    ),
    "LinkedIn": (
        "First Name,Last Name,Email Address,Company,Position,Connected On",
        "first_name,last_name,email,company,title,collected_on",
    ),
    "한비로 주소록": (
        "이름,회사,부서,직위,휴대폰,회사전화,팩스,이메일,회사주소,메모",
        "name,company,department,title,mobile,work_phone,fax,email,work_address,memo",
    ),
    "전국도서관표준데이터": (
        "도서관명,시도명,도서관유형,소재지도로명주소,도서관전화번호,홈페이지주소,데이터기준일자",
        "company,,tags,company_address,company_phone,homepage,collected_on",
    ),
}


@pytest.mark.parametrize("preset", HEADERS)
def test_headers_of_other_products(preset):
    names, keys = (text.split(",") for text in HEADERS[preset])

    proposal = propose(names, [], import_fields(), PRESETS)

    assert proposal.preset == preset
    assert proposal.keys == keys


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (
            "상호(성명),대표자명,핸드폰,e-mail,주소,구분,등급,최근구매일,광고수신,주민번호,비고",
            "name,representative,mobile,email,address,stage,grade,last_purchase_at,permit_sms,,memo",
        ),
        (
            "거래처코드,거래처명,사업자등록번호,대표자,업태,종목,전화번호,팩스번호,담당자명,H.P",
            "number,company,business_number,representative,industry,line,phone,fax,name,mobile",
        ),
        ("성,이름,휴대전화번호,생년월일,성별", "last_name,name,mobile,birth_on,sex"),
    ],
)
def test_korean_sheets(names, keys):
    assert propose(names.split(","), [], import_fields(), PRESETS).keys == keys.split(",")


def test_a_company_list_gives_the_company_its_own_phone(choi):
    names = ["거래처명", "사업자등록번호", "전화번호", "팩스", "주소", "담당자", "핸드폰"]
    rows = [["나래", "124-81-00998", "02-123-4567", "", "", "홍길동", "010-1234-5678"]]
    importer = CustomerImporter()
    proposal = propose(names, rows, importer.fields(), importer.presets())

    importer.arrange(proposal, names)

    assert proposal.keys == [
        "company",
        "business_number",
        "company_phone",
        "company_fax",
        "company_address",
        "name",
        "mobile",
    ]


DATA = Path(os.environ.get("DANGOL_REALDATA", "/nowhere"))
real = pytest.mark.skipif(not DATA.is_dir(), reason="DANGOL_REALDATA is not set")


@real
@pytest.mark.realdata
def test_the_libraries_of_korea(choi):
    run = bring((DATA / "korea/library_standard_cp949.csv").read_bytes(), choi)

    assert run.created + run.skipped + run.refused == 3795
    assert run.refused < 40
    assert Customer.objects.filter(kind="company").count() == run.created
    assert not ContactPoint.objects.filter(value__contains="-").exists()
    assert Address.objects.filter(region="서울특별시", road__startswith="선유로47길 30").exists()
    assert Customer.objects.filter(search__matches="ㄷㅅㄱ").count() > 3000

    begin_undo(run)
    run = undo(run.pk, actor=choi)
    assert (Customer.objects.count(), run.kept) == (0, [])


@real
@pytest.mark.realdata
def test_hubspot_companies_and_their_contacts(choi):
    companies = bring((DATA / "import_formats/hubspot_companies.csv").read_bytes(), choi)
    contacts = bring((DATA / "import_formats/hubspot_contacts.csv").read_bytes(), choi)

    assert (companies.created, companies.refused) == (199, 1)
    assert contacts.created > 900
    unemployed = Customer.objects.filter(import_id=contacts.pk, company_name="").count()
    assert unemployed < 300
    assert Affiliation.objects.count() == contacts.created - unemployed
    assert not Affiliation.objects.exclude(company__import_id=companies.pk).exists()


@real
@pytest.mark.realdata
@pytest.mark.parametrize(
    "name",
    ["google_contacts", "linkedin_connections", "outlook", "salesforce_leads", "mautic_10contacts"],
)
def test_small_files_of_others(choi, name):
    run = bring((DATA / f"import_formats/{name}.csv").read_bytes(), choi, bad="memo")

    assert run.created > 0
    assert run.refused == 0


@real
@pytest.mark.realdata
def test_every_vcard(choi):
    for path in sorted((DATA / "vcard/ez-vcard").glob("*.vcf")):
        run = bring(path.read_bytes(), choi, name=path.name, bad="memo")
        assert run.status == "done", path
