import pytest

from dangol.codes.terminology import apply_terms, terms_for

NPO = terms_for("ko-npo")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("고객", "후원자"),
        ("고객이 없습니다.", "후원자가 없습니다."),
        ("고객을 등록했습니다.", "후원자를 등록했습니다."),
        ("고객은 90일 뒤 휴면", "후원자는 90일 뒤 휴면"),
        ("고객과 통화", "후원자와 통화"),
        ("고객과의 약속", "후원자와의 약속"),
        ("고객으로 옮겼습니다.", "후원자로 옮겼습니다."),
        ("고객이나 담당을", "후원자나 담당을"),
        ("고객이었습니다.", "후원자였습니다."),
        ("고객이라면", "후원자라면"),
        ("고객이에요.", "후원자예요."),
        ("고객의 이름", "후원자의 이름"),
        ("고객에게", "후원자에게"),
        ("거래를 열었습니다.", "약정을 열었습니다."),
        ("거래가 끝나면", "약정이 끝나면"),
        ("거래였습니다.", "약정이었습니다."),
        ("매출이 있음", "후원금이 있음"),
        ("구매로 이어진", "후원으로 이어진"),
        ("최근 구매", "최근 후원"),
        ("고객이력", "후원자이력"),
        ("고객이름", "후원자이름"),
        ("잠재고객이", "잠재 후원자가"),
        ("거래처와 거래", "후원 단체와 약정"),
        ("고객번호를", "후원자번호를"),
        ("고객 %(고객)s명", "후원자 %(고객)s명"),
        ('<a title="고객">고객</a>', '<a title="고객">후원자</a>'),
        ("직원이 없습니다.", "직원이 없습니다."),
        ("", ""),
    ],
)
def test_korean_words_change_with_their_particles(text, said):
    assert apply_terms(text, NPO) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Customers", "Donors"),
        ("No customer yet", "No donor yet"),
        ("CUSTOMER", "DONOR"),
        ("customerId", "customerId"),
        ("%(customer)s of deals", "%(customer)s of pledges"),
    ],
)
def test_english_words_change_whole(text, said):
    assert apply_terms(text, terms_for("en-npo")) == said


def test_a_plain_language_has_no_terms():
    assert terms_for("ko") == {}
    assert apply_terms("고객이", {}) == "고객이"
