"""Anyone's list: what each person sees, and what an odd address does."""

import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.urls("dangol.workspace.tests.urls")]


def names(response):
    return re.findall(r"data-open-row>(?:<mark>)?([^<]+)", response.content.decode())


def test_each_person_sees_their_rows(browse, make, kim, lee, park, choi):
    make(kim, "김하나")
    make(lee, "이두리")
    make(park, "박세나")

    assert names(browse(kim).get("/people-list/")) == ["김하나"]
    assert names(browse(lee).get("/people-list/")) == ["이두리", "김하나"]
    assert names(browse(park).get("/people-list/")) == ["박세나"]
    assert names(browse(choi).get("/people-list/")) == ["박세나", "이두리", "김하나"]
    anonymous = browse(kim)
    anonymous.logout()
    assert anonymous.get("/people-list/").status_code == 302
