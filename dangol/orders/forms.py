"""Forms of records that carry the office's own fields."""

from typing import Any

from django import forms

from dangol.codes.custom import gather_own, own_fields
from dangol.kit.forms import Form


class OwnForm(Form):
    """A form that goes on with the office's own fields of `about`."""

    about = ""

    def __init__(self, *args: Any, held: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= own_fields(self.about, before=held)

    def clean(self) -> dict[str, Any]:
        """The own fields together as `custom`, as the services take them."""
        return gather_own(super().clean() or self.cleaned_data)


class RecordForm(OwnForm):
    """What may be corrected of a record that is there; `version` tells the later of two editors."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, record: Any, **options: Any) -> None:
        self.about = record._meta.label_lower
        initial = {name: getattr(record, name) for name in self.base_fields}
        super().__init__(data, initial=initial, held=record.custom, **options)
