"""Pictures: taken in from the editor, shown to whoever has the mail."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs
from dangol.kit.errors import Refused
from dangol.messaging.blocks import services
from dangol.messaging.blocks.queries import path_of, picture_at

TYPES = {"png": "image/png", "gif": "image/gif", "jpg": "image/jpeg"}
YEAR = 365 * 86_400


@require_POST
@needs("messaging.add_template")
def picture_keep(request: UserRequest) -> HttpResponse:
    """Answer with what the editor needs to show it, or why not."""
    file = request.FILES.get("file") or ContentFile(b"", name="")
    try:
        picture = services.keep_picture(file, actor=request.user)
    except (Refused, ValidationError) as error:
        message = " ".join(getattr(error, "messages", None) or [str(error)])
        return JsonResponse({"message": message}, status=422)
    return JsonResponse(
        {"hash": picture.hash, "url": path_of(picture), "name": picture.name,
         "width": picture.width, "height": picture.height}
    )  # fmt: skip


@require_GET
@login_not_required
def picture(request: UserRequest, name: str) -> HttpResponseBase:
    """The bytes never change, so mail programs may keep them."""
    found = picture_at(name)
    if found is None:
        raise Http404
    answer = FileResponse(found.file.open("rb"), content_type=TYPES[found.kind])
    answer["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
