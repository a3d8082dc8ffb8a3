"""The API's own description, written down so that no change slips in unseen.

`python -m dangol.config.openapi` writes it anew after a wanted change.
"""

import json
import os
from pathlib import Path
from typing import Any

import django

SNAPSHOT = Path(__file__).parent / "tests" / "openapi.json"


def schema() -> dict[str, Any]:
    """The description as plain JSON, in Korean."""
    from django.utils import translation  # noqa: PLC0415

    from dangol.config.api import api  # noqa: PLC0415

    with translation.override("ko"):
        made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return made


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dangol.config.settings")
    django.setup()
    SNAPSHOT.write_text(json.dumps(schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
