"""Columns find their fields by preset, name, values and memory."""

from dangol.imports.mapping import (
    ImportField,
    Kind,
    Match,
    Preset,
    Why,
    kind_of,
    plain,
    propose,
    signature,
    spellings,
)

FIELDS = [
    ImportField("name", "이름", "성명,고객명,name"),
    ImportField("phone", "전화", "전화번호,연락처,phone", Kind.PHONE, many=True),
    ImportField("email", "이메일", "e-mail,email", Kind.EMAIL, many=True),
    ImportField("brn", "사업자등록번호", "사업자번호", Kind.BUSINESS_NUMBER),
    ImportField("amount", "누적 금액", "금액", Kind.WON),
]


def keys(names, rows=(), **options):
    return propose(names, rows, FIELDS, **options).keys


def test_names_without_case_spaces_signs_units_and_numbers():
    assert plain(" E-mail Address* ") == "emailaddress"
    assert spellings("전화번호2") == ["전화번호2", "전화번호"]
    assert spellings("누적 금액(원)") == ["누적금액원", "누적금액", "금액"]
    assert keys(["고객명 *", "E-MAIL", "누적금액(원)", "전화번호 2"]) == [
        "name",
        "email",
        "amount",
        "phone",
    ]


def test_a_field_for_one_column_is_taken_once():
    assert keys(["이름", "성명", "전화", "연락처"]) == ["name", "", "phone", "phone"]


def test_the_exact_name_wins_over_a_similar_one():
    assert keys(["이름2", "이름"]) == ["", "name"]


def test_values_tell_what_names_do_not():
    rows = [["홍길동", "010-1234-5678", "h@a.co", "124-81-00998"]] * 5

    proposal = propose(["갑", "을", "병", "정"], rows, FIELDS)

    assert proposal.matches == [
        Match("", Why.UNKNOWN),
        Match("phone", Why.VALUES),
        Match("email", Why.VALUES),
        Match("brn", Why.VALUES),
    ]


def test_values_correct_a_wrong_name():
    assert keys(["연락처"], [["a@b.co"], ["c@d.co"]]) == ["email"]


def test_bare_figures_are_no_phones():
    assert kind_of(["12345678", "23456789"]) is None


def test_resident_numbers_are_never_proposed():
    rows = [["850302-1234567"], ["900101-2345678"]]

    assert propose(["번호"], rows, FIELDS).matches == [Match("", Why.FORBIDDEN)]
    assert propose(["주민등록번호"], [], FIELDS).matches == [Match("", Why.FORBIDDEN)]


def test_the_preset_with_most_columns_wins():
    small = Preset.of("작은", "Name,Mail", {"Name": "name", "Mail": "email"})
    large = Preset.of("큰", "Name,Mail,Note", {"Name": "name", "Mail": "email", "Note": ""})

    proposal = propose(["NAME", "mail", "Note"], [], FIELDS, [small, large])

    assert proposal.preset == "큰"
    assert proposal.matches[2] == Match("", Why.PRESET)


def test_what_was_chosen_before_wins():
    proposal = propose(["이름", "비고"], [["가", "나"]], FIELDS, remembered={"비고": "phone"})

    assert proposal.matches == [Match("name", Why.NAME), Match("phone", Why.REMEMBERED)]


def test_the_signature_does_not_depend_on_order_or_case():
    assert signature(["이름", "E-Mail"]) == signature(["email", "이 름"])
    assert signature(["이름"]) != signature(["이름", "전화"])
