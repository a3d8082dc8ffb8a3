import pytest

from dangol.kit.korean import mask_name, split_name, strip_company_marks, with_honorific
from dangol.kit.korean.names import without_company_marks


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("홍길동", ("홍", "길동")),
        ("홍 길동", ("홍", "길동")),
        ("김솔", ("김", "솔")),
        ("남궁민수", ("남궁", "민수")),
        ("제갈량", ("제갈", "량")),
        ("남궁", ("남", "궁")),
        ("황보 관", ("황보", "관")),
        ("김", None),
        ("John Smith", None),
        ("한빛유통주식회사", None),
        ("", None),
    ],
)
def test_surname_and_given_name(name, parts):
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("홍길", "홍*"),
        ("홍", "*"),
        ("남궁민수", "남**수"),
        ("홍 길동", "홍*동"),
        ("John Kim", "J**n K*m"),
        ("", ""),
    ],
)
def test_masks_a_name(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("name", "title", "called"),
    [
        ("홍길동", "과장", "홍길동 과장님"),
        ("홍길동", "과장님", "홍길동 과장님"),
        ("홍길동", "", "홍길동님"),
        ("고객님", "", "고객님"),
        ("한빛유통", "담당자", "한빛유통 담당자님"),
        ("", "과장", ""),
    ],
)
def test_forms_of_address(name, title, called):
    assert with_honorific(name, title) == called


@pytest.mark.parametrize(
    "name",
    [
        "한빛유통", "(주)한빛유통", "㈜한빛유통", "（주）한빛 유통", "(주) 한빛 유통",
        "한빛유통(주)", "주식회사 한빛유통",
        "한빛유통 주식회사", "한빛유통주식회사", "주식회사한빛유통", "(유)한빛유통",
        "유한회사 한빛유통", "재단법인 한빛유통", "(사)한빛유통",
        "농업회사법인 한빛유통 주식회사", "한빛·유통",
    ],
)  # fmt: skip
def test_one_company_under_many_names(name):
    assert strip_company_marks(name) == "한빛유통"


def test_other_companies():
    assert strip_company_marks("Hanbit Trading Co., Ltd.") == "hanbittrading"
    assert strip_company_marks("주식거래소") == "주식거래소"
    assert strip_company_marks("재단법인회계연구소") == "회계연구소"
    assert without_company_marks("(주) 한빛 유통") == "한빛 유통"
