"""The places a column of a customer list can go to."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import CustomField
from dangol.codes.queries import custom_fields
from dangol.customers.importing.synonyms import COLUMNS
from dangol.imports.mapping import ImportField, Kind

RECORD = "customers.customer"
CUSTOM = "custom:"

LABELS: dict[str, tuple[str | Promise, Kind]] = {
    "name": (_("이름"), Kind.TEXT),
    "company": (_("회사(소속)"), Kind.TEXT),
    "company_domain": (_("회사 도메인"), Kind.TEXT),
    "department": (_("부서"), Kind.TEXT),
    "title": (_("직책"), Kind.TEXT),
    "decision_role": (_("의사결정 역할"), Kind.CHOICE),
    "mobile": (_("휴대전화"), Kind.PHONE),
    "phone": (_("전화"), Kind.PHONE),
    "work_phone": (_("직장 전화"), Kind.PHONE),
    "home_phone": (_("자택 전화"), Kind.PHONE),
    "fax": (_("팩스"), Kind.PHONE),
    "email": (_("이메일"), Kind.EMAIL),
    "address": (_("주소"), Kind.ADDRESS),
    "address_detail": (_("상세주소"), Kind.TEXT),
    "postcode": (_("우편번호"), Kind.POSTCODE),
    "home_address": (_("자택 주소"), Kind.ADDRESS),
    "work_address": (_("직장 주소"), Kind.ADDRESS),
    "delivery_address": (_("배송지 주소"), Kind.ADDRESS),
    "street": (_("거리(해외 주소)"), Kind.TEXT),
    "city": (_("도시·시군구"), Kind.TEXT),
    "state": (_("주·시도"), Kind.TEXT),
    "country": (_("국가"), Kind.TEXT),
    "number": (_("고객번호"), Kind.TEXT),
    "kind": (_("개인·회사 구분"), Kind.CHOICE),
    "last_name": (_("성"), Kind.TEXT),
    "first_name": (_("이름(성 제외)"), Kind.TEXT),
    "middle_name": (_("가운데 이름"), Kind.TEXT),
    "company_phone": (_("회사 전화"), Kind.PHONE),
    "company_fax": (_("회사 팩스"), Kind.PHONE),
    "company_email": (_("회사 이메일"), Kind.EMAIL),
    "company_address": (_("회사 주소"), Kind.ADDRESS),
    "homepage": (_("홈페이지"), Kind.LINK),
    "business_number": (_("사업자등록번호"), Kind.BUSINESS_NUMBER),
    "corporate_number": (_("법인등록번호"), Kind.CORPORATE_NUMBER),
    "representative": (_("대표자"), Kind.TEXT),
    "industry": (_("업태"), Kind.TEXT),
    "line": (_("종목"), Kind.TEXT),
    "stage": (_("단계"), Kind.CHOICE),
    "grade": (_("등급"), Kind.CHOICE),
    "source": (_("처음 알게 된 경로"), Kind.CHOICE),
    "company_types": (_("거래처 구분"), Kind.CHOICES),
    "owner": (_("담당"), Kind.PERSON),
    "tags": (_("태그"), Kind.CHOICES),
    "birth_on": (_("생년월일"), Kind.DATE),
    "birth_calendar": (_("양력·음력"), Kind.CHOICE),
    "sex": (_("성별"), Kind.CHOICE),
    "guardian": (_("법정대리인"), Kind.TEXT),
    "guardian_confirmed_at": (_("법정대리인 동의 확인일"), Kind.DATE),
    "last_contact_at": (_("최근 접촉일"), Kind.DATE),
    "last_purchase_at": (_("최근 구매일"), Kind.DATE),
    "last_visit_at": (_("최근 방문일"), Kind.DATE),
    "memo": (_("메모"), Kind.LONG_TEXT),
    "source_note": (_("수집 출처"), Kind.TEXT),
    "collected_on": (_("수집일"), Kind.DATE),
    "permit_sms": (_("문자 수신 동의"), Kind.YES_NO),
    "permit_email": (_("이메일 수신 동의"), Kind.YES_NO),
    "permit_kakao": (_("카카오톡 수신 동의"), Kind.YES_NO),
    "permit_voice": (_("전화 권유 동의"), Kind.YES_NO),
    "permit_post": (_("우편 수신 동의"), Kind.YES_NO),
    "permit_fax": (_("팩스 수신 동의"), Kind.YES_NO),
    "consent_on": (_("수신 동의일"), Kind.DATE),
}
MANY = {
    "mobile", "phone", "work_phone", "home_phone", "fax", "email", "company_phone", "company_fax",
    "company_email", "address", "home_address", "work_address", "delivery_address",
    "company_address", "tags", "memo",
}  # fmt: skip


def import_fields() -> list[ImportField]:
    """The built-in fields, then the office's own."""
    built_in = [
        ImportField(key, label, COLUMNS.get(key, ""), kind, many=key in MANY)
        for key, (label, kind) in LABELS.items()
    ]
    return built_in + [
        ImportField(f"{CUSTOM}{field.key}", field.label, kind=own_kind(field))
        for field in custom_fields(RECORD)
    ]


def own_kind(field: CustomField) -> Kind:
    return Kind(field.kind)
