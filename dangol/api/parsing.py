"""Reading requests: what no database can keep is refused before any operation sees it."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.errors import HttpError
from ninja.parser import Parser


class CleanParser(Parser):
    """JSON and query strings without NUL characters; anything else is 400."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = json.loads(request.body)
        if b"u0000" in request.body or b"\0" in request.body:
            _refuse_nul(body)
        return body

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        _refuse_nul(dict(data.lists()))
        return super().parse_querydict(data, list_fields, request)


def _refuse_nul(value: Any) -> None:
    if isinstance(value, str) and "\0" in value:
        raise HttpError(400, _("쓸 수 없는 문자(NUL)가 있습니다. 지우고 다시 보내 주세요."))
    if isinstance(value, dict):
        for key, item in value.items():
            _refuse_nul(key)
            _refuse_nul(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_nul(item)
