"""What files call the columns of what customers have."""

WORDS = {
    "customer": "고객명,고객번호,거래처,사용처,account,company",
    "product": "제품,품목,모델,모델명,상품코드,상품명,product,model",
    "serial": "시리얼,시리얼번호,제조번호,기기번호,자산번호,serial,serial number,s/n",
    "quantity": "대수,개수,quantity,qty",
    "purchased_on": "구입일,납품일,설치일,purchase date,installed on",
    "warranty_until": "보증기간,보증만료,무상기간,warranty,warranty end",
    "place": "설치장소,위치,지점,location",
    "note": "메모,설명,note",
}
