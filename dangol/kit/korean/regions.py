"""시·도 and 시·군·구 with the names they had before and the day each change came into force."""

import re
from datetime import date
from typing import NamedTuple


class Region(NamedTuple):
    """One 시·도: its name today and since when, its short name, other names, its districts."""

    name: str
    short: str
    others: tuple[str, ...]
    since: date | None
    districts: frozenset[str]


class Move(NamedTuple):
    """A district that went from one 시·도 to another."""

    district: str
    before: str
    after: str
    since: date


# Name, short name, other names, the day of the present name; below them the districts, with those
# that addresses still name (인천 중구, 동구 and 남구 became 제물포구, 영종구 and 미추홀구).
_TABLE = """
서울특별시 서울 서울시
    종로구 중구 용산구 성동구 광진구 동대문구 중랑구 성북구 강북구 도봉구 노원구
    은평구 서대문구 마포구 양천구 강서구 구로구 금천구 영등포구 동작구 관악구
    서초구 강남구 송파구 강동구
부산광역시 부산 부산시 부산직할시
    중구 서구 동구 영도구 부산진구 동래구 남구 북구 해운대구 사하구 금정구 강서구
    연제구 수영구 사상구 기장군
대구광역시 대구 대구시 대구직할시
    중구 동구 서구 남구 북구 수성구 달서구 달성군 군위군
인천광역시 인천 인천시 인천직할시
    제물포구 영종구 검단구 중구 동구 미추홀구 남구 연수구 남동구 부평구 계양구
    서구 서해구 강화군 옹진군
광주광역시 광주 광주직할시
    동구 서구 남구 북구 광산구
대전광역시 대전 대전시 대전직할시
    동구 중구 서구 유성구 대덕구
울산광역시 울산 울산시
    중구 남구 동구 북구 울주군
세종특별자치시 세종 세종시 2012-07-01
경기도 경기
    수원시 성남시 의정부시 안양시 부천시 광명시 평택시 동두천시 안산시 고양시
    과천시 구리시 남양주시 양주시 오산시 시흥시 군포시 의왕시 하남시 용인시 파주시
    이천시 안성시 김포시 화성시 광주시 포천시 여주시 연천군 가평군 양평군
강원특별자치도 강원 강원도 2023-06-11
    춘천시 원주시 강릉시 동해시 태백시 속초시 삼척시 홍천군 횡성군 영월군 평창군
    정선군 철원군 화천군 양구군 인제군 고성군 양양군
충청북도 충북
    청주시 충주시 제천시 보은군 옥천군 영동군 증평군 진천군 괴산군 음성군 단양군
충청남도 충남
    천안시 공주시 보령시 아산시 서산시 논산시 계룡시 당진시 금산군 부여군 서천군
    청양군 홍성군 예산군 태안군
전북특별자치도 전북 전라북도 2024-01-18
    전주시 군산시 익산시 정읍시 남원시 김제시 완주군 진안군 무주군 장수군 임실군
    순창군 고창군 부안군
전라남도 전남
    목포시 여수시 순천시 나주시 광양시 담양군 곡성군 구례군 고흥군 보성군 화순군
    장흥군 강진군 해남군 영암군 무안군 함평군 영광군 장성군 완도군 진도군 신안군
경상북도 경북
    포항시 경주시 김천시 안동시 구미시 영주시 영천시 상주시 문경시 경산시 의성군
    청송군 영양군 영덕군 청도군 고령군 성주군 칠곡군 예천군 봉화군 울진군 울릉군
경상남도 경남
    창원시 진주시 통영시 사천시 김해시 밀양시 거제시 양산시 의령군 함안군 창녕군
    고성군 남해군 하동군 산청군 함양군 거창군 합천군
제주특별자치도 제주 제주도 2006-07-01
    제주시 서귀포시
"""


def _read() -> list[Region]:
    regions = []
    for block in re.split(r"\n(?=\S)", _TABLE.strip()):
        head, _, below = block.partition("\n")
        *names, last = head.split()
        since = date.fromisoformat(last) if last[0].isdigit() else None
        name, short, *others = names if since else [*names, last]
        regions.append(Region(name, short, tuple(others), since, frozenset(below.split())))
    return regions


REGIONS = _read()
MOVES = [Move("군위군", "경상북도", "대구광역시", date(2023, 7, 1))]
_WARDS = """
    장안구 권선구 팔달구 영통구 수정구 중원구 분당구 만안구 동안구 원미구 소사구 오정구
    상록구 단원구 덕양구 일산동구 일산서구 처인구 기흥구 수지구 만세구 효행구 병점구 동탄구
    상당구 서원구 흥덕구 청원구 동남구 서북구 완산구 덕진구 남구 북구
    의창구 성산구 마산합포구 마산회원구 진해구
"""
WARDS = frozenset(_WARDS.split())

BY_NAME = {
    alias: region for region in REGIONS for alias in (region.name, region.short, *region.others)
}
_homes: dict[str, list[Region]] = {}
for _region in REGIONS:
    for _district in _region.districts:
        _homes.setdefault(_district, []).append(_region)
ONLY_HOME = {district: homes[0] for district, homes in _homes.items() if len(homes) == 1}


# where each 시·도 stands in a grid of squares that looks like the country: column, row
TILES = {
    "서울": (2, 2), "인천": (1, 2), "경기": (2, 1), "강원": (3, 1), "충남": (1, 3), "세종": (2, 3),
    "충북": (3, 3), "경북": (4, 3), "대전": (2, 4), "대구": (4, 4), "전북": (2, 5), "경남": (3, 5),
    "울산": (4, 5), "광주": (1, 6), "전남": (2, 6), "부산": (4, 6), "제주": (1, 7),
}  # fmt: skip


def _any(names: "set[str] | frozenset[str] | dict[str, list[Region]]") -> str:
    return "|".join(sorted(names, key=lambda name: (-len(name), name)))


_district = _any(_homes)
# A short name stands alone or before its district: 세종로 and 부산진구 name no region.
_start = re.compile(
    rf"(?:({_any({name for name in BY_NAME if len(name) > 2})})"
    rf"|({_any({region.short for region in REGIONS})})(?=\s|$|{_district})"
    r"|(광주)시(?=\s*(?:[동서남북]|광산)구))\s*"
)
_district_start = re.compile(rf"({_district})(?=\s|\S*[로길동읍면리가]|$)\s*")
_any_district = re.compile(r"([가-힣]{1,5}[시군구])(?=\s)\s*")
_ward = re.compile(rf"(?:({_any(WARDS)})(?=\S*[로길동읍면리])|([가-힣]{{1,4}}구)(?=\s))\s*")


def region_of(text: str) -> str:
    """The 시·도 a text begins with, by its name of today; "" when it names none.

    A district found in one region only stands for it: 수원시 is in 경기도.
    """
    return split_areas(text.strip())[0]


def split_areas(text: str) -> tuple[str, str, str]:
    """시·도, 시·군·구 with its 일반구, and what follows them."""
    region = None
    if match := _start.match(text):
        region, text = BY_NAME[match[1] or match[2] or match[3]], text[match.end() :]
    match = _district_start.match(text)
    if match and not _belongs(match[1], region, followed=text[match.end(1) :][:1] in ("", " ")):
        match = None
    if not (match or (match := _any_district.match(text))):
        return region.name if region else "", "", text
    district = match[1]
    text = re.sub(rf"^(?:{district}\s+)+", "", text[match.end() :])
    if district.endswith("시") and (match := _ward.match(text)):
        district, text = f"{district} {match[1] or match[2]}", text[match.end() :]
    return _named_today(region, district), district, text


def _belongs(district: str, region: Region | None, *, followed: bool) -> bool:
    if region is None:
        return followed or district in ONLY_HOME
    return followed or district in region.districts


def _named_today(region: Region | None, district: str) -> str:
    for move in MOVES:
        if district == move.district and (region is None or region.name == move.before):
            return move.after
    if region is None:
        region = ONLY_HOME.get(district.partition(" ")[0])
    return region.name if region else ""
