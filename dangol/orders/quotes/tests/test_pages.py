"""The list, the page and the editor of quotes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dangol.catalog.testing import make_machine, make_product
from dangol.customers.testing import make_company
from dangol.orders.models import Quote
from dangol.orders.quotes.services import revise_quote
from dangol.orders.testing import TODAY, make_quote, sent_quote
from dangol.sales.testing import make_deal

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name, *args):
    return reverse(f"orders:{name}", args=args)


def test_people_see_their_own_quotes(client, kim, lee, park):
    quote = make_quote(kim, (100_000, 3))
    for user, status in ((kim, 200), (lee, 200), (park, 404)):
        client.force_login(user)
        assert client.get(quote.get_absolute_url()).status_code == status
        assert client.get(url("quote_paper", quote.pk)).status_code == status
        assert (quote.number in client.get(url("quote_list")).text) is (status == 200)
        changed = client.post(url("line_remove", quote.pk, quote.lines.get().pk))
        assert changed.status_code == status
        if status == 200:
            assert not quote.lines.exists()
            quote = make_quote(kim, (100_000, 3))


def test_the_list_shows_each_quote_once_at_a_fixed_cost(client, kim, django_assert_max_num_queries):
    for n in range(12):
        make_quote(kim, title=f"견적 {n}", customer=make_company(kim, f"회사 {n}"))
    revise_quote(sent_quote(kim, title="두 판"), on=TODAY, actor=kim)
    client.force_login(kim)
    client.get(url("quote_list"))
    with django_assert_max_num_queries(14):
        text = client.get(url("quote_list")).text
    assert text.count("두 판") == 1
    assert "13건" in text


def test_a_deal_shows_its_quotes_and_makes_one(client, kim):
    deal = make_deal(kim)
    client.force_login(kim)
    assert "견적 만들기" in client.get(deal.get_absolute_url()).text
    answer = client.post(url("deal_quote", deal.pk))
    quote = Quote.objects.get()
    assert answer.url == quote.get_absolute_url()
    assert quote.number in client.get(deal.get_absolute_url()).text


def test_lines_are_added_changed_and_refused_as_one_types(client, kim):
    beans = make_product("봄결 블렌드", 32_000)
    quote = make_quote(kim)
    client.force_login(kim)
    assert "봄결 블렌드" in client.get(url("product_find", quote.pk), {"q": "ㅂㄱ"}).text

    added = client.post(url("line_add", quote.pk), {"product": beans.pk}, headers=HTMX)
    line = quote.lines.get()
    assert f'id="s{line.pk}"' in added.text
    assert "₩35,200" in added.text

    edit = url("line_edit", quote.pk, line.pk)
    changed = client.post(edit, {"discount": "12"}, headers=HTMX)
    assert "할인 12%는 승인이 필요합니다" in changed.text
    assert "승인 요청" in changed.text
    assert f'id="l{line.pk}-price"' not in changed.text

    for value in ("0", "-3", "많이", "1.234"):
        wrong = client.post(edit, {"quantity": value}, headers=HTMX)
        assert (wrong.status_code, wrong["HX-Reswap"]) == (422, "none")
        assert "\\uc218\\ub7c9" in wrong["HX-Trigger"]
    line.refresh_from_db()
    assert (line.quantity, line.discount) == (1, 12)

    lowered = client.post(url("discounts_lower", quote.pk), headers=HTMX)
    assert "승인이 필요" not in lowered.text


def test_the_head_keeps_what_is_wrong_and_saves_what_is_right(client, kim):
    quote = make_quote(kim, (100_000, 1))
    client.force_login(kim)
    given = {
        "title": "새 이름", "quoted_on": "2026-03-02", "valid_until": "2026-03-01",
        "vat_mode": "zero", "cut": "0",
    }  # fmt: skip
    wrong = client.post(url("head_edit", quote.pk), given, headers=HTMX)
    assert wrong.status_code == 422
    assert "유효기간은 견적일과" in wrong.text
    assert "새 이름" in wrong.text

    right = client.post(
        url("head_edit", quote.pk), given | {"valid_until": "2026-03-31"}, headers=HTMX
    )
    quote.refresh_from_db()
    assert right["HX-Reswap"] == "none"
    assert (quote.title, quote.total) == ("새 이름", 100_000)


def test_options_are_chosen_in_the_side_panel(client, kim):
    machine, quote = make_machine(), make_quote(kim)
    client.force_login(kim)
    here = url("line_configure", quote.pk, machine.pk)
    key = machine.groups.get(name="모터").pk
    tried = client.post(here, {"g": "1", f"o-{key}": "m3", "o": "cooler", "try": "1"}, headers=HTMX)
    assert "₩1,500,000" in tried.text
    wrong = client.post(here, {"g": "1", "o": "cooler"}, headers=HTMX)
    assert wrong.status_code == 422
    assert "모터" in wrong.text
    client.post(here, {"g": "1", f"o-{key}": "m3", "o": "cooler", "n-cooler": "2"}, headers=HTMX)
    assert quote.lines.get().unit_price == 1_700_000


def test_the_seal_must_be_a_picture(client, choi, kim):
    client.force_login(kim)
    assert client.get(url("seal")).status_code == 403
    client.force_login(choi)
    wrong = client.post(url("seal"), {"image": SimpleUploadedFile("a.png", b"hello")})
    assert wrong.status_code == 422
    assert "PNG나 JPEG" in wrong.text
    picture = SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    assert client.post(url("seal"), {"image": picture}).status_code == 302
    assert client.get(url("seal_image"))["Content-Type"] == "image/png"
