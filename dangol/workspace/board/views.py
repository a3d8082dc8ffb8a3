"""Pages of the boards."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.kit.access import needs, needs_login
from dangol.kit.errors import Refused
from dangol.kit.forms import submit
from dangol.workspace.board import queries, services
from dangol.workspace.board.forms import BoardForm, PostForm
from dangol.workspace.board.models import MANAGE
from dangol.workspace.comments.queries import nods_of
from dangol.workspace.comments.services import react
from dangol.workspace.comments.views import comments_context
from dangol.workspace.models import Board, Post

PAGE = 20
FIELDS = ("title", "text", "is_pinned", "must_read")


@require_GET
@needs_login
def post_list(request: UserRequest, board_pk: int | None = None) -> HttpResponse:
    """The posts of one board, or of all; pinned ones first on a board."""
    known = list(queries.boards())
    board = next((one for one in known if one.pk == board_pk), None)
    if board_pk and board is None:
        raise Http404
    rows = queries.posts_seen_by(request.user)
    if board:
        rows = rows.filter(board=board).order_by("-is_pinned", "-pk")
    if q := request.GET.get("q", "").strip()[:100]:
        rows = rows.filter(search__matches=q)
    if request.GET.get("unread") == "1":
        rows = rows.filter(is_read=False)
    context = {
        "boards": known,
        "board": board,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "q": q,
        "unread": request.GET.get("unread") == "1",
        "may_write": [one for one in known if one.may_write(request.user)],
        "may_manage": request.user.has_perm(MANAGE),
    }
    return render(request, "workspace/board/post_list.html", context)


@require_GET
@needs_login
def post(request: UserRequest, pk: int) -> HttpResponse:
    """One post; opening it is reading it."""
    found = _post(request, pk)
    services.read_post(found, at=timezone.now(), actor=request.user)
    may_change = queries.may_change(found, request.user)
    context: dict[str, Any] = {
        "post": found,
        "may_change": may_change,
        "departments": list(found.departments.all()),
        "nods": nods_of(Post._meta.label_lower, [found.pk], request.user)[found.pk],
        "readers": queries.readers_of(found) if may_change else None,
        **comments_context(found, request.user),
    }
    return render(request, "workspace/board/post.html", context)


def _post(request: UserRequest, pk: int) -> Post:
    return get_object_or_404(queries.posts_seen_by(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
@needs_login
def post_write(request: UserRequest, board_pk: int) -> HttpResponse:
    board = get_object_or_404(queries.boards(), pk=board_pk)
    form = PostForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        made = submit(form, services.write_post, board, actor=request.user)
        if made:
            messages.success(request, _("글을 올렸습니다."))
            return redirect(made)
    context = {"form": form, "board": board, "title": _("글쓰기")}
    status = 422 if form.errors else 200
    return render(request, "workspace/board/post_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@needs_login
def post_edit(request: UserRequest, pk: int) -> HttpResponse:
    found = _post(request, pk)
    if not queries.may_change(found, request.user):
        raise Http404
    chosen = [str(one) for one in found.departments.values_list("pk", flat=True)]
    initial = {name: getattr(found, name) for name in FIELDS} | {"departments": chosen}
    data = request.POST if request.method == "POST" else None
    form = PostForm(data, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.edit_post, found, actor=request.user):
        messages.success(request, _("글을 고쳤습니다."))
        return redirect(found)
    context = {"form": form, "board": found.board, "post": found, "title": _("글 고치기")}
    status = 422 if form.errors else 200
    return render(request, "workspace/board/post_form.html", context, status=status)


@require_POST
@needs_login
def post_remove(request: UserRequest, pk: int) -> HttpResponse:
    found = _post(request, pk)
    board = found.board_id
    try:
        services.remove_post(found, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    messages.success(request, _("글을 지웠습니다."))
    return redirect("workspace:board", board)


@require_POST
@needs_login
def post_remind(request: UserRequest, pk: int) -> HttpResponse:
    found = _post(request, pk)
    try:
        n = services.remind_readers(found, at=timezone.now(), actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect(found)
    text = ngettext("%(n)s명에게 알렸습니다.", "%(n)s명에게 알렸습니다.", n) % {"n": n}
    messages.success(request, text)
    return redirect(found)


@require_POST
@needs_login
def post_react(request: UserRequest, pk: int, kind: str) -> HttpResponse:
    found = _post(request, pk)
    try:
        react(found, kind=kind, actor=request.user)
    except Refused as error:
        messages.error(request, str(error))
    return redirect(found)


@require_http_methods(["GET", "POST"])
@needs(MANAGE)
def board_write(request: UserRequest, pk: int | None = None) -> HttpResponse:
    board = get_object_or_404(Board, pk=pk) if pk else None
    names = ("name", "note", "is_official", "order", "is_active")
    initial = {name: getattr(board, name) for name in names} if board else {}
    data = request.POST if request.method == "POST" else None
    form = BoardForm(data, user=request.user, initial=initial)
    if request.method == "POST" and submit(form, services.write_board, board, actor=request.user):
        messages.success(request, _("게시판을 저장했습니다."))
        return redirect(reverse("workspace:boards"))
    context = {
        "form": form,
        "board": board,
        "title": _("게시판 고치기") if board else _("새 게시판"),
    }
    status = 422 if form.errors else 200
    return render(request, "workspace/board/post_form.html", context, status=status)
