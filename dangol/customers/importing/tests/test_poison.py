"""A row the database will not take is found and refused; the others of its chunk get in."""

import pytest

from dangol.customers.importing.testing import bring
from dangol.customers.importing.writing import Writing
from dangol.customers.models import Customer

pytestmark = pytest.mark.django_db


def test_only_the_bad_row_of_a_chunk_is_refused(choi, monkeypatch):
    row_of = Writing._row

    def with_a_double_number(self, draft):
        row = list(row_of(self, draft))
        if draft.name == "고객7":
            row[1] = "TAKEN"
        return tuple(row)

    bring("고객번호,이름\nTAKEN,먼저\n", choi)
    monkeypatch.setattr(Writing, "_row", with_a_double_number)

    run = bring("이름\n" + "".join(f"고객{n}\n" for n in range(20)), choi)

    assert (run.created, run.refused) == (19, 1)
    assert run.refusals.get().row == 9
    assert Customer.objects.filter(import_id=run.pk).count() == 19
