from dangol.customers.models import Customer
from dangol.customers.parties.services import add_tags
from dangol.customers.testing import make_customer
from dangol.segments.services import add_members
from dangol.segments.testing import leaf, make_list, make_segment
from dangol.segments.why import why


def said(segment, customer, user):
    return [
        (line.depth, line.sentence, line.holds, line.value)
        for line in why(segment, customer, asked_by=user)
    ]


def test_every_condition_says_whether_it_holds_and_what_is_so(kim):
    customer = make_customer(kim, "가온", stage="prospect", phones=["010-1234-5678"])
    add_tags(Customer.objects.filter(pk=customer.pk), ["귀빈", "신문"], actor=kim)
    segment = make_segment(
        kim,
        "봄",
        leaf("stage", "is", ["customer", "prospect"]),
        {"any": [leaf("tags", "any", ["귀빈"]), leaf("birth_on", "filled")]},
        {"not": leaf("owner", "is", ["me"])},
        leaf("phone", "starts", "010"),
    )

    assert said(segment, customer, kim) == [
        (0, "모두 맞아야 합니다", False, ""),
        (1, "단계: 고객 또는 잠재고객", True, "잠재고객"),
        (1, "하나라도 맞으면 됩니다", True, ""),
        (2, "태그: 귀빈", True, "귀빈, 신문"),
        (2, "생년월일: 값 있음", False, "비어 있음"),
        (1, "다음에 맞으면 뺍니다", False, ""),
        (2, "담당: 나", True, "김하늘"),
        (1, "전화: 첫머리 ‘010’", True, "010-****-5678"),
    ]


def test_a_list_says_since_when(kim):
    customer = make_customer(kim, "가온")
    static = make_list(kim)
    assert said(static, customer, kim) == [(0, "명단에 없습니다.", False, "")]

    add_members(static, Customer.objects.all(), actor=kim)

    [line] = why(static, customer, asked_by=kim)
    assert line.holds
    assert line.sentence.endswith("에 명단에 넣었습니다.")
