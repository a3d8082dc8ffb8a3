"""What the demo company sells: beans, machines, a configurable grinder, and who has them."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dangol.catalog.configuring.services import OptionGiven, add_rule, write_group
from dangol.catalog.installed.services import warranty_end
from dangol.catalog.models import Category, Installed, Product
from dangol.catalog.prices.services import write_price, write_price_list
from dangol.catalog.products.services import add_product, relate, set_parts, stop_sale
from dangol.codes.models import Code
from dangol.customers.models import Customer

SEED = 17
# name, code, category, spec, unit, price, cost, months of warranty
PRODUCTS: list[tuple[str, str, str, str, str, int, int, int]] = [
    ("봄결 블렌드 1호", "BEAN-01", "원두", "1kg, 중배전", "봉", 32_000, 17_500, 0),
    ("봄결 블렌드 2호", "BEAN-02", "원두", "1kg, 강배전", "봉", 30_000, 16_000, 0),
    ("에티오피아 예가체프", "BEAN-11", "원두", "1kg, 약배전", "봉", 45_000, 26_000, 0),
    ("디카페인 블렌드", "BEAN-21", "원두", "1kg", "봉", 38_000, 21_000, 0),
    ("콜드브루 원액", "BREW-01", "음료", "1L", "병", 18_000, 8_200, 0),
    ("에스프레소 머신 M1", "MACH-M1", "기계", "1구, 220V", "대", 2_900_000, 1_850_000, 12),
    ("에스프레소 머신 M2", "MACH-M2", "기계", "2구, 220V", "대", 5_800_000, 3_700_000, 24),
    ("전동 그라인더 G", "GRIND-G", "기계", "64mm", "대", 890_000, 520_000, 12),
    ("정수 필터", "FILT-01", "소모품", "10인치", "개", 45_000, 19_000, 0),
    ("머신 세정제", "CLEAN-01", "소모품", "900g", "통", 22_000, 9_000, 0),
    ("종이컵 12온스", "CUP-12", "소모품", "1,000개", "상자", 68_000, 41_000, 0),
    ("바리스타 출장 교육", "EDU-01", "서비스", "4시간", "회", 350_000, 180_000, 0),
    ("머신 정기 점검", "CARE-01", "서비스", "반기 1회", "회", 120_000, 60_000, 0),
    ("구형 머신 A", "MACH-A", "기계", "1구", "대", 1_900_000, 1_300_000, 12),
]
RELATIONS = [
    ("MACH-M1", "MACH-M2", "upgrade", "2구가 필요한 매장"),
    ("MACH-M1", "GRIND-G", "cross", ""),
    ("MACH-M2", "GRIND-G", "cross", ""),
    ("MACH-M1", "FILT-01", "requires", "정수 필터 없이는 설치하지 않습니다."),
    ("MACH-M2", "FILT-01", "requires", "정수 필터 없이는 설치하지 않습니다."),
    ("MACH-M2", "CARE-01", "cross", "반기 점검을 권합니다."),
    ("BEAN-01", "CUP-12", "cross", ""),
]


def fill_catalog(today: date) -> None:
    """Products, price lists and a configurable roaster; then pieces at some companies."""
    shelves = {
        name: Category.objects.create(name=name, order=order)
        for order, name in enumerate(dict.fromkeys(row[2] for row in PRODUCTS))
    }
    made = {
        code: add_product(
            name=name,
            code=code,
            category=shelves[shelf],
            spec=spec,
            unit=unit,
            list_price=Decimal(price),
            cost=Decimal(cost),
            warranty_months=months,
            kind="service" if shelf == "서비스" else "goods",
            actor=None,
        )
        for name, code, shelf, spec, unit, price, cost, months in PRODUCTS
    }
    for code, other, kind, note in RELATIONS:
        relate(made[code], made[other], kind=kind, note=note, actor=None)
    stop_sale(made["MACH-A"], reason="단종 (2025년 6월)", actor=None)
    bundle = add_product(
        name="카페 창업 묶음", code="SET-01", kind="bundle", unit="벌",
        category=shelves["기계"], list_price=Decimal(7_200_000), actor=None,
    )  # fmt: skip
    parts = [("MACH-M2", 1), ("GRIND-G", 1), ("FILT-01", 2), ("EDU-01", 1)]
    set_parts(bundle, [(made[code], Decimal(count)) for code, count in parts], actor=None)
    _roaster(shelves["기계"])
    _prices(made, today)
    _install([made[code] for code in ("MACH-M1", "MACH-M2", "GRIND-G", "MACH-A")], today)


def _roaster(shelf: Category) -> None:
    roaster = add_product(
        name="맞춤 로스터 R", code="ROAST-R", kind="configurable", unit="대", category=shelf,
        list_price=Decimal(12_000_000), warranty_months=24, actor=None,
    )  # fmt: skip
    groups: list[tuple[str, int, int, list[OptionGiven]]] = [
        ("용량", 1, 1, [
            OptionGiven("kg3", "3kg", 0, True), OptionGiven("kg6", "6kg", 4_500_000),
            OptionGiven("kg12", "12kg", 11_000_000),
        ]),
        ("열원", 1, 1, [
            OptionGiven("gas", "가스", 0, True), OptionGiven("electric", "전기", 1_200_000),
        ]),
        ("부가 장치", 0, 0, [
            OptionGiven("cyclone", "사이클론", 900_000),
            OptionGiven("afterburner", "제연기", 3_800_000),
            OptionGiven("logger", "로스팅 기록 장치", 650_000),
        ]),
    ]  # fmt: skip
    for order, (name, least, most, options) in enumerate(groups):
        write_group(
            roaster, None, name=name, least=least, most=most, options=options, order=order,
            actor=None,
        )  # fmt: skip
    rules: list[dict[str, Any]] = [
        {"kind": "requires", "when": ["kg12"], "then": ["afterburner"],
         "reason": "대기환경보전법의 배출 기준을 지키려면 필요합니다."},
        {"kind": "excludes", "when": ["kg12"], "then": ["electric"],
         "reason": "12kg은 가스로만 만듭니다."},
        {"kind": "price", "when": ["cyclone", "afterburner"], "amount": -300_000,
         "reason": "배기 묶음 할인"},
    ]  # fmt: skip
    for rule in rules:
        add_rule(roaster, **rule, actor=None)


def _prices(made: dict[str, Product], today: date) -> None:
    agency = Code.objects.filter(group="company_type", key="agency").first()
    vip = Code.objects.filter(group="customer_grade", key="vip").first()
    year = date(today.year, 12, 31)
    lists: list[tuple[str, dict[str, Any], list[tuple[str, int, int]]]] = [
        ("대리점 공급가", {"company_type": agency}, [
            ("BEAN-01", 1, 25_500), ("BEAN-02", 1, 24_000), ("MACH-M1", 1, 2_450_000),
            ("MACH-M2", 1, 4_900_000),
        ]),
        ("VIP 원두", {"grade": vip}, [("BEAN-01", 1, 28_800), ("BEAN-11", 1, 40_500)]),
        ("원두 수량 할인", {"ends_on": year}, [
            ("BEAN-01", 20, 29_500), ("BEAN-01", 100, 27_500), ("BEAN-02", 20, 27_800),
        ]),
    ]  # fmt: skip
    for name, values, rows in lists:
        price_list = write_price_list(None, name=name, actor=None, **values)
        for code, start, price in rows:
            write_price(
                price_list, None, product=made[code], from_quantity=Decimal(start),
                unit_price=Decimal(price), actor=None,
            )  # fmt: skip


def _install(machines: list[Product], today: date) -> None:
    """Some companies use machines; a few warranties end soon."""
    dice = random.Random(SEED)  # noqa: S311 - made-up data
    companies = Customer.objects.filter(kind="company").order_by("pk").values_list("pk", flat=True)
    rows = []
    for serial, pk in enumerate(companies[:2_000:3], 1):
        machine = dice.choice(machines)
        bought = today - timedelta(days=dice.randrange(20, 900))
        rows.append(
            Installed(
                customer_id=pk,
                product=machine,
                serial=f"{machine.code}-{serial:05}",
                purchased_on=bought,
                warranty_until=warranty_end(bought, machine.warranty_months),
                place=dice.choice(["1층 매장", "2층 매장", "로스팅실", ""]),
                status="repair" if dice.random() < 0.04 else "in_use",
            )
        )
    Installed.objects.bulk_create(rows)
