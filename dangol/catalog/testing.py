"""Products for tests of this app and of those above."""

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dangol.catalog.configuring.services import OptionGiven, write_group
from dangol.catalog.models import Price, PriceList, Product
from dangol.catalog.prices.services import write_price, write_price_list
from dangol.catalog.products.services import add_product
from dangol.imports import running, services
from dangol.imports.importers import importers
from dangol.imports.models import Import


def make_product(name: str = "복합기", price: int | str = 100_000, **values: Any) -> Product:
    return add_product(name=name, list_price=Decimal(price), actor=None, **values)


def make_prices(name: str, product: Product, price: int | str, **values: Any) -> PriceList:
    row = write_price_list(None, name=name, actor=None, **values)
    add_price(row, product, price)
    return row


def add_price(price_list: PriceList, product: Product, price: int | str, start: int = 1) -> Price:
    return write_price(
        price_list,
        None,
        product=product,
        from_quantity=Decimal(start),
        unit_price=Decimal(price),
        actor=None,
    )


def make_machine() -> Product:
    """구성형: one of two motors, and a cooler."""
    machine = make_product("송풍기", 1_000_000, kind=Product.Kind.CONFIGURABLE)
    motors = [OptionGiven("m1", "1마력", 0, True), OptionGiven("m3", "3마력", 300_000)]
    write_group(machine, None, name="모터", least=1, most=1, options=motors, actor=None)
    extras = [OptionGiven("cooler", "냉각기", 200_000), OptionGiven("cover", "덮개", 50_000)]
    write_group(machine, None, name="부가 사양", least=0, most=0, options=extras, actor=None)
    return machine


def bring(text: str, into: str, actor: Any, **options: Any) -> Import:
    """Import a file from start to end with the options a command would give."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_text(text)
        run = services.open_import(path, name=path.name, into=into, actor=actor)
    given = importers[into].options_for(run, on_duplicate="skip", reason="", owner=actor)
    run = services.set_mapping(run, mapping=run.mapping, options=given | options)
    services.start_import(run, actor=actor)
    return running.work(run.pk, actor=actor)
