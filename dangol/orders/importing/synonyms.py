"""What ERP and shop files call the columns of orders, contracts, receipts, sales and usage."""

WORDS = {
    "order": "주문번호,상품주문번호,외부번호,전표번호,order id,order no,order number,external id",
    "contract": "계약번호,외부번호,contract id,contract no,contract number,external id",
    "receipt": "입금번호,거래번호,외부번호,전표번호,receipt id,transaction id,external id",
    "revenue": "외부번호,전표번호,거래번호,상품주문번호,주문번호,invoice no,external id,id",
    "usage": "외부번호,사용번호,external id,id",
    "customer": "고객,고객명,고객번호,거래처,거래처명,주문자,구매자명,상호,입금자,customer,account",
    "item": "품목,품명,상품명,상품,상품코드,서비스,product,item",
    "quantity": "수량,개수,qty,quantity",
    "unit_price": "단가,판매단가,unit price,price",
    "supply": "공급가액,공급가,금액(부가세별도),supply,net amount",
    "tax": "세액,부가세,부가세액,vat,tax",
    "total": "합계,합계금액,결제금액,총액,주문금액,판매금액,total,amount",
    "amount": "금액,입금액,수금액,입금금액,amount",
    "ordered_on": "주문일,주문일자,결제일,일자,날짜,order date,date",
    "on": "일자,날짜,매출일,거래일,거래일자,전표일자,date",
    "received_on": "입금일,수금일,입금일자,거래일자,일자,날짜,date",
    "used_on": "사용일,사용일자,일자,날짜,date",
    "title": "주문명,계약명,제목,건명,title,name",
    "cycle": "청구주기,주기,결제주기,billing cycle,cycle",
    "starts_on": "시작일,계약시작일,개시일,start date,starts on",
    "ends_on": "종료일,만료일,계약종료일,end date,expires",
    "billing_day": "청구일,결제일,청구일자,billing day",
    "is_postpaid": "후불,후불여부,postpaid",
    "method": "방법,입금방법,결제수단,수금방법,method",
    "note": "적요,메모,비고,memo,note",
    "number": "계약번호,계약,contract,contract number",
    "tax_kind": "과세구분,과세,세금구분,tax type",
}
CYCLES = {
    "매월": "monthly", "월": "monthly", "월간": "monthly", "1개월": "monthly",
    "monthly": "monthly", "분기": "quarterly", "3개월": "quarterly", "quarterly": "quarterly",
    "매년": "yearly", "년": "yearly", "연": "yearly", "연간": "yearly", "12개월": "yearly",
    "yearly": "yearly", "annual": "yearly",
}  # fmt: skip
TAXES = {
    "과세": "taxed", "taxed": "taxed", "영세율": "zero", "영세": "zero", "zero": "zero",
    "면세": "exempt", "exempt": "exempt",
}  # fmt: skip
METHODS = {
    "계좌이체": "transfer", "이체": "transfer", "무통장": "transfer", "무통장입금": "transfer",
    "transfer": "transfer", "카드": "card", "신용카드": "card", "card": "card", "현금": "cash",
    "cash": "cash", "자동이체": "cms", "cms": "cms", "기타": "other", "other": "other",
}  # fmt: skip
