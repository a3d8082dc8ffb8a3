import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.kit.korean import Address, household_key, mask_address, parse_address, region_of
from dangol.kit.korean.regions import REGIONS

# postcode, region, district, road, lot, detail, building
CASES = {
    "서울특별시 강남구 테헤란로 152, 4층 (역삼동, 강남파이낸스센터)": (
        "", "서울특별시", "강남구", "테헤란로 152", "", "4층", "역삼동, 강남파이낸스센터"),
    "(우)46985 부산광역시 사상구 학감대로242(감전동 138-8)": (
        "46985", "부산광역시", "사상구", "학감대로 242", "감전동 138-8", "", ""),
    "&#40;536-807&#41; 전남 해남군 해남읍 군청길 4&#40;성내리 4&#41;": (
        "536-807", "전라남도", "해남군", "해남읍 군청길 4", "성내리 4", "", ""),
    "(110-701)서울특별시종로구삼봉로43(수송동146-2)": (
        "110-701", "서울특별시", "종로구", "삼봉로 43", "수송동 146-2", "", ""),
    "서울특별시영등포구 당산로 123": ("", "서울특별시", "영등포구", "당산로 123", "", "", ""),
    "(350-704) 충남 홍성군 홍성읍 아문길 27\n(오관리 98)": (
        "350-704", "충청남도", "홍성군", "홍성읍 아문길 27", "오관리 98", "", ""),
    "강원도 강릉시 강변로 194번길 21(내곡동)": (
        "", "강원특별자치도", "강릉시", "강변로194번길 21", "", "", "내곡동"),
    "전라북도 남원시 가방뜰길 57(휴먼시아아파트 관리사무소 1층)": (
        "", "전북특별자치도", "남원시", "가방뜰길 57", "", "휴먼시아아파트 관리사무소 1층", ""),
    "경상북도 군위군 군위읍 군청로 200": (
        "", "대구광역시", "군위군", "군위읍 군청로 200", "", "", ""),
    "수원시 팔달구 효원로 241": ("", "경기도", "수원시 팔달구", "효원로 241", "", "", ""),
    "경기 광주시 행정타운로 50": ("", "경기도", "광주시", "행정타운로 50", "", "", ""),
    "광주시 북구 우치로 77": ("", "광주광역시", "북구", "우치로 77", "", "", ""),
    "서울특별시 도봉구 도봉구 도봉로169 나길 22": (
        "", "서울특별시", "도봉구", "도봉로169나길 22", "", "", ""),
    "대구광역시 중구 2·28길 9": ("", "대구광역시", "중구", "2·28길 9", "", "", ""),
    "부산광역시 중구 중구로 120": ("", "부산광역시", "중구", "중구로 120", "", "", ""),
    "경기도 구리시 동구릉로 19": ("", "경기도", "구리시", "동구릉로 19", "", "", ""),
    "경기도 남양주시 진접읍 해밀예당2로 35": (
        "", "경기도", "남양주시", "진접읍 해밀예당2로 35", "", "", ""),
    "서울 성동구 응봉동 독서당로 424": ("", "서울특별시", "성동구", "독서당로 424", "", "",
    "응봉동"),
    "서울 중구 세종대로 지하 101": ("", "서울특별시", "중구", "세종대로 지하 101", "", "", ""),
    "세종시 조치원읍 대첩로76": ("", "세종특별자치시", "", "조치원읍 대첩로 76", "", "", ""),
    "경기도 부천시 원미구 중동 1-1 한빛아파트 101동 1203호": (
        "", "경기도", "부천시 원미구", "", "중동 1-1", "한빛아파트 101동 1203호", ""),
    "제주특별자치도 제주시 한경면 신창리 산 12-3번지": (
        "", "제주특별자치도", "제주시", "", "한경면 신창리 산 12-3", "", ""),
    "4524 서울 중구 세종대로 110": ("04524", "서울특별시", "중구", "세종대로 110", "", "", ""),
    "06236 서울 강남구 테헤란로 152": ("06236", "서울특별시", "강남구", "테헤란로 152", "", "", ""),
    "진관3로 15-35 1001동 1층(3지구)": ("", "", "", "진관3로 15-35", "", "1001동 1층", "3지구"),
    "1600 Amphitheatre Parkway": ("", "", "", "", "", "1600 Amphitheatre Parkway", ""),
    "": ("",) * 7,
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_takes_an_address_apart(text):
    assert parse_address(text) == Address(*CASES[text])


@pytest.mark.parametrize("text", CASES)
def test_the_normal_line_reads_the_same_again(text):
    address = parse_address(text)

    assert parse_address(address.text, address.postcode) == address


def test_writes_the_order_of_the_law():
    address = parse_address("(우) 06236 서울시 강남구 테헤란로152 (역삼동 737) 4층")

    assert address.text == "서울특별시 강남구 테헤란로 152, 4층 (역삼동 737)"
    assert address.postcode == "06236"


@pytest.mark.parametrize(
    ("given", "kept", "old"),
    [("04524", "04524", False), ("4524", "04524", False), ("4524.0", "04524", False),
     ("100-744", "100-744", True), ("100744", "100-744", True), ("12", "", False)],
)  # fmt: skip
def test_postcodes_of_both_ages(given, kept, old):
    address = parse_address("서울 중구 세종대로 110", given)

    assert (address.postcode, address.has_old_postcode) == (kept, old)


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("서울", "서울특별시"), ("서울시 중구", "서울특별시"), ("강원도", "강원특별자치도"),
        ("전북 전주시", "전북특별자치도"),
        ("제주도 서귀포시", "제주특별자치도"), ("수원시", "경기도"), ("경북 군위군",
        "대구광역시"), ("군위군", "대구광역시"),
        ("인천 영종구", "인천광역시"), ("중구", ""), ("세종로 1", ""), ("부산진구", "부산광역시"),
        ("", ""),
    ],
)  # fmt: skip
def test_region_of(text, region):
    assert region_of(text) == region


def test_regions_are_dated_data():
    assert len(REGIONS) == 17
    assert {region.short: str(region.since) for region in REGIONS if region.since} == {
        "세종": "2012-07-01", "강원": "2023-06-11", "전북": "2024-01-18", "제주": "2006-07-01",
    }  # fmt: skip


def test_masks_down_to_the_road_or_village():
    assert (
        mask_address("서울 강남구 테헤란로 152, 4층 (역삼동)") == "서울특별시 강남구 테헤란로 ***"
    )
    assert mask_address("경기 가평군 가평읍 문화로 187") == "경기도 가평군 가평읍 문화로 ***"
    assert mask_address("서울 관악구 신림동 산 110-10 201호") == "서울특별시 관악구 신림동 ***"
    assert mask_address("어딘가 3층") == "***"


def test_one_home_has_one_key():
    homes = [
        "06236 서울특별시 강남구 테헤란로 152, 101동 1203호 (역삼동)",
        "서울 강남구 테헤란로152 101동1203호",
        "서울시 강남구 테헤란로 152, 한빛아파트 101-1203",
    ]

    assert {parse_address(home).key for home in homes} == {"서울특별시강남구|테헤란로152|101-1203"}
    assert parse_address("서울 강남구 테헤란로 152 101동 1204호").key not in homes
    assert household_key(parse_address("서울 강남구")) == ""


@given(
    st.text(max_size=60) | st.text("서울시강남구테헤란로0123-() ,동층호읍면리길번가", max_size=40)
)
def test_no_text_breaks_it(text):
    address = parse_address(text)

    assert mask_address(text).endswith("***") or not text.strip()
    assert isinstance(address.key, str)


@pytest.mark.realdata
def test_public_libraries_and_town_halls():
    folder = os.environ.get("DANGOL_REALDATA")
    if not folder:
        pytest.skip("DANGOL_REALDATA is not set")
    korea = Path(folder) / "korea"
    with (korea / "library_standard_cp949.csv").open(encoding="cp949") as file:
        libraries = [parse_address(row["소재지도로명주소"]) for row in csv.DictReader(file)]
    with (korea / "mygojang_localgov_utf8.csv").open(encoding="utf-8-sig") as file:
        halls = [parse_address(row["DIST_ADRES"]) for row in csv.DictReader(file)]

    assert sum(bool(found.road or found.lot) for found in libraries) >= 3785
    assert sum(bool(found.region) for found in libraries) >= 3735
    assert all(found.road and found.region for found in halls)
