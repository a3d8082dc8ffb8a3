"""Hometax's forms for issuing in bulk, as they are downloaded there: the one place of the layout.

전자세금계산서 and 전자계산서 have a form each. What stands where was compared with what other
programs write into the downloaded forms (2026-07, 2026-09 and 2026-11: the title, the head on
row 6, data from row 7, 59 columns or 54 without 세액); `docs/guide/orders.md` says what to check
when Hometax changes one.
"""

from typing import NamedTuple

from dangol.orders.quotes.models import TaxKind

HEAD_ROW = 6
MOST_ROWS = 100
ITEMS = 4
PAID, CHARGE = "01", "02"  # 영수, 청구
NOTES = (
    "홈택스 → 전자(세금)계산서 → 발급 → 일괄발급에서 올립니다.",
    "머리글(6행)은 지우지 않습니다. 한 번에 100건까지 올릴 수 있습니다.",
    "단골은 파일만 만들고 발급하지 않습니다. 올리기 전에 금액과 받는 곳을 확인하세요.",
)
_PARTY = ('등록번호\n("-" 없이 입력)', "종사업장번호", "상호", "성명", "사업장주소", "업태", "종목")
_ITEM = ("일자{n}\n(2자리, 작성년월 제외)", "품목{n}", "규격{n}", "수량{n}", "단가{n}",
         "공급가액{n}", "세액{n}", "품목비고{n}")  # fmt: skip


class Sheet(NamedTuple):
    """One form: which tax kinds go into it and by which 종류 code; `has_tax` has 세액 columns."""

    key: str
    title: str
    head: str
    codes: dict[str, str]
    has_tax: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The head of the form: 59 columns, or 54 without 세액."""
        items = [name.format(n=n) for n in range(1, ITEMS + 1) for name in _ITEM]
        names = [
            self.head, "작성일자",
            *(f"공급자 {name}" for name in _PARTY), "공급자 이메일",
            *(f"공급받는자 {name}" for name in _PARTY), "공급받는자 이메일1", "공급받는자 이메일2",
            "공급가액\n합계", "세액\n합계", "비고", *items,
            "현금", "수표", "어음", "외상미수금", "영수(01),\n청구(02)",
        ]  # fmt: skip
        return tuple(name for name in names if self.has_tax or not name.startswith("세액"))


TAX_INVOICE = Sheet(
    "tax", "엑셀 업로드 양식(전자세금계산서-일반(영세율))",
    "전자(세금)계산서 종류\n(01:일반, 02:영세율)",
    {TaxKind.TAXED: "01", TaxKind.ZERO: "02"}, has_tax=True,
)  # fmt: skip
INVOICE = Sheet(
    "exempt", "엑셀 업로드 양식(전자계산서-일반)", "전자(세금)계산서 종류\n(05:일반)",
    {TaxKind.EXEMPT: "05"}, has_tax=False,
)  # fmt: skip
SHEETS = (TAX_INVOICE, INVOICE)
