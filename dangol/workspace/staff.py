"""Names of those who work here, kept in the process so that a cell costs no join."""

from django.contrib.auth import get_user_model

from dangol.codes.memory import remembered
from dangol.kit.conditions import Option


@remembered
def people() -> list[Option]:
    """Everybody who works here or did, for questions about a member of staff; kept some seconds."""
    rows = get_user_model()._default_manager.order_by("-is_active", "name", "pk")
    return [Option(str(pk), name, pk) for pk, name in rows.values_list("pk", "name")]


@remembered
def _names() -> dict[int, str]:
    return {option.stored: str(option.label) for option in people()}


def person_name(pk: int | None) -> str:
    """The name of a member of staff without a join; empty for none."""
    return _names().get(pk, "") if pk else ""
