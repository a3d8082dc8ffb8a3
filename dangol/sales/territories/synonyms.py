"""What files call the columns of territories."""

WORDS = {
    "name": "권역,권역명,territory,name",
    "people": "담당자,담당,영업사원,people,owner",
    "regions": "시도,시군구,region,regions",
    "industries": "업종,industry,industries",
    "order": "우선순위,order,priority",
}
