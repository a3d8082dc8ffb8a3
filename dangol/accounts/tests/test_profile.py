import pytest

pytestmark = pytest.mark.django_db


def test_a_page_reads_the_person_and_rights_in_two_queries(client, kim, django_assert_num_queries):
    """Session, person with department, rights."""
    client.force_login(kim)
    client.get("/codes/")

    with django_assert_num_queries(3):
        assert client.get("/codes/").status_code == 403


def test_people_change_their_own_profile(client, kim):
    client.force_login(kim)
    values = {
        "name": "김하늘",
        "email": "Sky@Example.com",
        "phone": "010 1234 5678",
        "language": "en",
        "theme": "dark",
        "density": "cosy",
    }

    response = client.post("/me/", values)

    kim.refresh_from_db()
    assert response.cookies["theme"].value == "dark"
    assert (kim.email, kim.phone, kim.language) == ("sky@example.com", "01012345678", "en")
    assert (kim.density, kim.has_letter_keys) == ("cosy", False)
    page = client.get("/me/")
    assert page.headers["Content-Language"] == "en"
    assert 'data-keys="off"' in page.text
    assert 'data-density="cosy"' in page.text


def test_a_profile_gives_no_rights(client, kim, choi):
    client.force_login(kim)
    values = {
        "name": "김하늘",
        "language": "ko",
        "roles": [choi.roles.get().pk],
        "username": "root",
    }

    client.post("/me/", values | {"is_active": "", "department": ""})

    kim.refresh_from_db()
    assert (kim.username, kim.department.name) == ("kim", "영업1팀")
    assert kim.roles.get().name == "영업사원"
