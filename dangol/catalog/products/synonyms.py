"""What files call the columns of a list of products."""

WORDS = {
    "name": "품목,제품,제품명,품명,product,name",
    "code": "품목코드,제품코드,품번,code,sku",
    "category": "카테고리,시리즈,category,series",
    "kind": "유형,kind,type",
    "spec": "spec",
    "unit": "unit",
    "list_price": "단가,판매가,가격,sales price,price,list price",
    "cost": "매입가,cost",
    "tax_kind": "과세,부가세,tax",
    "warranty_months": "보증,warranty",
    "text": "비고,description",
}
