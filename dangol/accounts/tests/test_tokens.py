from datetime import timedelta
from hashlib import sha256

import pytest
from django.utils import timezone

from dangol.accounts.models import AccessChange, ApiToken, Grant, Role
from dangol.accounts.people.services import deactivate_person
from dangol.accounts.tokens.services import authenticate_token, make_token, revoke_token
from dangol.kit.access import Permission, Scope, permissions
from dangol.kit.errors import Refused

pytestmark = pytest.mark.django_db
VIEW, CHANGE, EXPORT = "shop.view_order", "shop.change_order", "shop.export_order"


@pytest.fixture(autouse=True)
def orders(monkeypatch):
    items = dict(permissions._items)
    for name in (VIEW, CHANGE, EXPORT):
        items[name] = Permission(name, "주문", scoped=name != EXPORT)
    monkeypatch.setattr(permissions, "_items", items)


def give(role, **scopes):
    names = {"view": VIEW, "change": CHANGE, "export": EXPORT}
    for name, scope in scopes.items():
        Grant.objects.update_or_create(role=role, permission=names[name], defaults={"scope": scope})


@pytest.fixture
def reader(kim):
    """A role that reads all orders and exports."""
    give(kim.roles.get(), view="own", change="own")
    role = Role.objects.create(name="읽기")
    give(role, view="all", export="all")
    return role


def token_for(person, role, actor, days=30):
    expires = timezone.now() + timedelta(days=days)
    return make_token(name="홈페이지", person=person, role=role, expires_at=expires, actor=actor)


def test_the_key_is_kept_only_as_a_hash(kim, reader, choi):
    token, raw = token_for(kim, reader, choi)

    assert raw.startswith("dgl_")
    assert len(raw) == 47
    assert token.prefix == raw[:12]
    assert token.digest == sha256(raw.encode()).hexdigest()
    assert not [field for field in vars(token).values() if field == raw]


def test_rights_are_those_of_both_as_far_as_the_narrower_reaches(kim, reader, choi):
    _token, raw = token_for(kim, reader, choi)

    person = authenticate_token(raw)

    assert person == kim
    assert person.scopes == {VIEW: Scope.OWN}
    assert person.scope_of(VIEW) == Scope.OWN
    assert not person.has_perm(CHANGE)
    assert not person.has_perm(EXPORT)


def test_costs_three_queries_and_notes_its_use_once_a_minute(
    kim, reader, choi, django_assert_num_queries
):
    token, raw = token_for(kim, reader, choi)
    authenticate_token(raw)

    with django_assert_num_queries(3):
        authenticate_token(raw)

    token.refresh_from_db()
    assert timezone.now() - token.last_used_at < timedelta(seconds=5)


def test_a_revoked_expired_or_unknown_key_opens_nothing(kim, reader, choi):
    token, raw = token_for(kim, reader, choi)
    expired, old = token_for(kim, reader, choi)
    ApiToken.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    revoke_token(token, actor=choi)

    for key in (
        raw,
        old,
        "",
        "dgl_",
        raw[:-1],
        raw.upper(),
        "dgl_" + "x" * 43,
        "\x00",
        "dgl_\ud800",
    ):
        assert authenticate_token(key) is None


def test_leaving_ends_the_tokens(kim, reader, choi):
    token, raw = token_for(kim, reader, choi)

    deactivate_person(kim, actor=choi)

    assert authenticate_token(raw) is None
    token.refresh_from_db()
    assert token.revoked_at
    assert AccessChange.objects.filter(what="token_revoked", person=kim).count() == 1


def test_losing_a_right_takes_it_from_the_token_at_once(kim, reader, choi):
    _token, raw = token_for(kim, reader, choi)
    kim.roles.get().grants.filter(permission=VIEW).delete()

    assert authenticate_token(raw).scopes == {}


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_an_expiry_of_at_most_a_year_is_needed(kim, reader, choi, days):
    with pytest.raises(Refused, match="1년 안에서"):
        token_for(kim, reader, choi, days=days)

    assert not ApiToken.objects.exists()


def test_only_an_administrator_makes_one_for_another(kim, lee, reader):
    with pytest.raises(Refused, match="관리자만"):
        token_for(lee, reader, kim)

    token, _raw = token_for(kim, reader, kim)
    assert token.person == kim


def test_is_shown_once_and_revoked_on_the_page(client, kim, reader, choi):
    client.force_login(choi)
    form = {
        "name": "<i>홈페이지</i>",
        "person": kim.pk,
        "role": reader.pk,
        "expires_at": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }

    page = client.post("/tokens/add/", form)

    raw = page.context["raw"]
    assert raw in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert authenticate_token(raw) == kim
    listed = client.get("/tokens/").text
    assert raw not in listed
    assert "&lt;i&gt;홈페이지" in listed
    client.post(f"/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert authenticate_token(raw) is None
    said = AccessChange.objects.order_by("pk").values_list("what", flat=True)
    assert list(said) == ["token_made", "token_revoked"]


def test_others_see_and_revoke_only_their_own(client, kim, lee, reader, choi):
    give_tokens = Role.objects.create(name="개발자")
    Grant.objects.create(role=give_tokens, permission="accounts.use_tokens")
    kim.roles.add(give_tokens)
    token_for(kim, reader, choi)
    others, _raw = token_for(lee, reader, choi)
    client.force_login(kim)

    assert [token.person for token in client.get("/tokens/").context["rows"]] == [kim]
    assert client.post(f"/tokens/{others.pk}/revoke/").status_code == 404
    offered = client.get("/tokens/add/").context["form"].fields["person"].queryset
    assert list(offered) == [kim]
    others.refresh_from_db()
    assert others.revoked_at is None
