"""What files call the columns of a price list."""

WORDS = {
    "price_list": "가격표,가격표명,단가표,price list,list",
    "product": "상품코드,품목코드,상품,상품명,품목,품명,sku,code,product,item",
    "from_quantity": "수량부터,수량,최소수량,from quantity,quantity,min qty",
    "unit_price": "단가,판매단가,가격,unit price,price",
    "percent_off": "할인율,할인,discount,percent off",
    "grade": "고객등급,등급,grade,tier",
    "company_type": "거래처구분,대리점,구분,company type",
    "customer": "고객,고객번호,거래처,거래처명,customer,account",
    "starts_on": "시작일,적용일,적용시작일,start date,from",
    "ends_on": "종료일,적용종료일,만료일,end date,until",
    "priority": "우선순위,priority",
}
