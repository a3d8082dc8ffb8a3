"""Every refusal in one shape: `{"detail": "...", "fields": {"phone": ["..."]}}`, in Korean."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja import errors as ninja

from dangol.kit.conditions import BadCondition
from dangol.kit.errors import Refused

Fields = dict[str, list[str]]

TEXTS = {
    "missing": gettext_lazy("필수 항목입니다."),
    "string_type": gettext_lazy("글로 적으세요."),
    "string_unicode": gettext_lazy("읽을 수 없는 문자가 있습니다. UTF-8로 보내 주세요."),
    "string_too_long": gettext_lazy("%(max_length)s자까지 적을 수 있습니다."),
    "string_too_short": gettext_lazy("%(min_length)s자 이상 적으세요."),
    "string_pattern_mismatch": gettext_lazy("형식이 맞지 않습니다."),
    "int_type": gettext_lazy("정수로 적으세요."),
    "int_parsing": gettext_lazy("정수로 적으세요."),
    "int_from_float": gettext_lazy("정수로 적으세요."),
    "bool_type": gettext_lazy("true 또는 false로 적으세요."),
    "bool_parsing": gettext_lazy("true 또는 false로 적으세요."),
    "greater_than_equal": gettext_lazy("%(ge)s 이상이어야 합니다."),
    "less_than_equal": gettext_lazy("%(le)s 이하여야 합니다."),
    "literal_error": gettext_lazy("%(expected)s 가운데 하나로 적으세요."),
    "enum": gettext_lazy("%(expected)s 가운데 하나로 적으세요."),
    "list_type": gettext_lazy("목록으로 적으세요."),
    "too_long": gettext_lazy("%(max_length)s개까지 보낼 수 있습니다."),
    "dict_type": gettext_lazy("이름과 값의 묶음으로 적으세요."),
    "extra_forbidden": gettext_lazy("없는 항목입니다. 이름을 확인해 주세요."),
}
DATES = gettext_lazy("날짜는 2026-03-02, 일시는 2026-03-02T09:00:00+09:00처럼 적으세요.")


def answer_errors(api: NinjaAPI) -> None:
    """Give the API an answer for everything a caller may do wrong."""

    def answer(error: type[Exception], status: int, text: Callable[[Any], str]) -> None:
        def handle(request: HttpRequest, exc: Any) -> HttpResponse:
            return api.create_response(request, {"detail": text(exc), "fields": {}}, status=status)

        api.add_exception_handler(error, handle)

    def refuse(error: type[Exception], fields: Callable[[Any], Fields]) -> None:
        def handle(request: HttpRequest, exc: Any) -> HttpResponse:
            body = {"detail": _("입력한 값을 확인해 주세요."), "fields": fields(exc)}
            return api.create_response(request, body, status=422)

        api.add_exception_handler(error, handle)

    answer(PermissionDenied, 403, lambda exc: _("이 일을 할 권한이 없습니다."))
    answer(Http404, 404, lambda exc: _("찾을 수 없거나 볼 권한이 없습니다."))
    answer(Refused, 409, str)
    answer(RequestDataTooBig, 413, lambda exc: _("보낸 내용이 너무 큽니다."))
    refuse(ninja.ValidationError, lambda exc: _pydantic_fields(exc.errors))
    refuse(ValidationError, _django_fields)
    refuse(BadCondition, lambda exc: {"filter": [str(exc)]})
    api.add_exception_handler(ninja.HttpError, _http_error(api))


def _http_error(api: NinjaAPI) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(request: HttpRequest, exc: ninja.HttpError) -> HttpResponse:
        texts = {
            "Unauthorized": _("로그인하거나 유효한 API 토큰을 보내 주세요."),
            "CSRF check Failed": _("화면이 오래되었습니다. 새로 고친 뒤 다시 해 주세요."),
        }
        text = texts.get(exc.message, exc.message)
        if text.startswith("Cannot parse request body"):
            text = _("본문을 JSON으로 읽지 못했습니다.")
        body = {"detail": text, "fields": {}}
        response = api.create_response(request, body, status=exc.status_code)
        if exc.status_code == 429:
            response["Retry-After"] = "60"
        if exc.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

    return handle


def _pydantic_fields(errors: list[dict[str, Any]]) -> Fields:
    fields: Fields = {}
    for error in errors:
        # ("body", "parameter", "phones", 0, "value"): the first two are ninja's own
        place = error["loc"][1:] if error["loc"][0] != "body" else error["loc"][2:]
        name = ".".join(map(str, place)) or str(error["loc"][0])
        fields.setdefault(name, []).append(_text(error))
    return fields


def _text(error: dict[str, Any]) -> str:
    kind = error["type"]
    if kind.startswith(("date", "time")):
        return str(DATES)
    if text := TEXTS.get(kind):
        return str(text) % error.get("ctx", {})
    return _("값을 확인해 주세요.")


def _django_fields(error: ValidationError) -> Fields:
    if hasattr(error, "error_dict"):
        return {
            "" if name == "__all__" else name: messages
            for name, messages in error.message_dict.items()
        }
    return {"": error.messages}
