"""Models of the API are built when they are first used: 10 MB and half a second less at a start."""

from ninja import Schema
from ninja.params import models


def defer_models() -> None:
    """Call it before the first operation is declared; pydantic builds under a lock of its own."""
    for base in (
        Schema, models.QueryModel, models.PathModel, models.HeaderModel, models.CookieModel,
        models.BodyModel, models.FormModel, models.FileModel,
    ):  # fmt: skip
        base.model_config["defer_build"] = True
