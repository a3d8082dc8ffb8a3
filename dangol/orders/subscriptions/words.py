"""What customers read before a contract ends, until the office writes its own; always Korean."""

from dangol.orders.subscriptions.models import Contract

SUBJECT = "[안내] ‘#{계약명}’ 계약이 #{종료일}에 끝납니다"
TEXT = (
    "#{고객명}님, 안녕하세요.",
    "‘#{계약명}’ 계약(#{계약번호})이 #{남은날}일 뒤인 #{종료일}에 끝납니다.",
    "이어서 쓰시거나 바꾸실 것이 있으면 담당 #{담당자}에게 알려 주세요.",
)
FIELDS = ("계약명", "계약번호", "종료일", "남은날", "담당자")


def facts_of(contract: Contract, *, day: str, left: int) -> dict[str, str]:
    """The values of the fields."""
    values = (contract.title, contract.number, day, str(left), contract.owner.name)
    return dict(zip(FIELDS, values, strict=True))
