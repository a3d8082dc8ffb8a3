"""Pages on which articles are written: the editor, its preview and pictures, and acts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dangol.accounts.requests import UserRequest
from dangol.customers.pages import acted, done, side_form
from dangol.kit.access import needs
from dangol.kit.errors import Conflict, Refused
from dangol.kit.forms import submit
from dangol.knowledge.articles import services
from dangol.knowledge.articles.forms import ArticleForm, OwnerForm, ReviewForm
from dangol.knowledge.articles.markup import PICTURES
from dangol.knowledge.articles.markup import render as rendered
from dangol.knowledge.articles.models import Article
from dangol.knowledge.articles.queries import articles_seen_by

ADD, CHANGE, DELETE = (f"knowledge.{verb}_article" for verb in ("add", "change", "delete"))
PUBLISH = services.PUBLISH


def writable(request: UserRequest, pk: int, verb: str = "change") -> Article:
    """The article, 404 unless this person may write (or delete) it."""
    rows = articles_seen_by(request.user, verb).select_related("space", "section", "owner")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@needs(ADD)
def article_add(request: UserRequest) -> HttpResponse:
    first = {name: request.GET[name] for name in ("place", "title") if request.GET.get(name)}
    form = ArticleForm(request.POST or None, user=request.user, initial=first)
    return _write(request, form, None)


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def article_edit(request: UserRequest, pk: int) -> HttpResponse:
    article = writable(request, pk)
    form = ArticleForm(request.POST or None, user=request.user, article=article)
    return _write(request, form, article)


def _write(request: UserRequest, form: ArticleForm, article: Article | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = services.write_article(article, actor=request.user, **form.values())
            if "publish" in request.POST and request.user.has_perm(PUBLISH):
                made = services.publish_article(made, at=timezone.now(), actor=request.user)
        except ValidationError as error:
            _put(form, error)
        except (Refused, Conflict) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("저장했습니다."))
            return redirect(made)
    context = {
        "form": form,
        "article": article,
        "may_publish": request.user.has_perm(PUBLISH),
        "shown": rendered(form["body"].value() or ""),
        "no_place": not form.fields["place"].choices,
    }
    status = 422 if form.errors else 200
    return render(request, "knowledge/article_form.html", context, status=status)


def _put(form: ArticleForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error("note" if "note" in form.fields else None, error)
        return
    names = {"space": "place", "section": "place"}
    for name, errors in error.error_dict.items():
        field = names.get(name, name)
        form.add_error(field if field in form.fields else None, errors)


@require_POST
@needs(ADD)
def preview(request: UserRequest) -> HttpResponse:
    """How the words in the editor will look."""
    shown = rendered(request.POST.get("body", "")[: services.LONGEST])
    return render(request, "knowledge/preview.html", {"shown": shown})


@require_POST
@needs(ADD)
def picture_add(request: UserRequest) -> JsonResponse:
    """Keep a picture pasted, dropped or chosen in the editor; answers with its Markdown."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"error": _("그림 파일을 골라 주세요.")}, status=422)
    try:
        kept = services.add_picture(file, article=None, actor=request.user)
    except (Refused, ValidationError) as error:
        text = str(error) if isinstance(error, Refused) else " ".join(error.messages)
        return JsonResponse({"error": text}, status=422)
    name = kept.name.rpartition(".")[0].translate(str.maketrans("", "", "[]\\")) or _("그림")
    return JsonResponse({"markdown": f"![{name}]({PICTURES}{kept.token}/)"})


@require_POST
@needs(PUBLISH)
def article_publish(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, _("게시했습니다."), services.publish_article, at=timezone.now())


@require_POST
@needs(PUBLISH)
def article_archive(request: UserRequest, pk: int) -> HttpResponse:
    return _act(
        request, pk, _("보관했습니다. 검색과 추천에 나오지 않습니다."), services.archive_article
    )


@require_POST
@needs(PUBLISH)
def article_reopen(request: UserRequest, pk: int) -> HttpResponse:
    return _act(request, pk, _("초안으로 되돌렸습니다."), services.reopen_article)


def _act(request: UserRequest, pk: int, said: str, service: Any, **more: Any) -> HttpResponse:
    article = writable(request, pk)
    try:
        service(article, actor=request.user, **more)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect(article)


@require_POST
@needs(DELETE)
def article_remove(request: UserRequest, pk: int) -> HttpResponse:
    article = writable(request, pk, "delete")
    return acted(
        request, article, lambda: services.remove_article(article, actor=request.user),
        _("글을 지웠습니다."), to=reverse("knowledge:article_list"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def article_review(request: UserRequest, pk: int) -> HttpResponse:
    article = writable(request, pk)
    first = {"review_on": article.review_on}
    form = ReviewForm(request.POST or None, user=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["review_on"]
        services.confirm_review(article, until=until, actor=request.user)
        return done(request, article.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("검토할 날"))


@require_http_methods(["GET", "POST"])
@needs(CHANGE)
def article_owner(request: UserRequest, pk: int) -> HttpResponse:
    article = writable(request, pk)
    form = OwnerForm(request.POST or None, user=request.user, initial={"owner": article.owner_id})
    if request.method == "POST" and submit(form, services.hand_over, article, actor=request.user):
        return done(request, article.get_absolute_url(), _("저장했습니다."))
    return side_form(request, form, _("담당 바꾸기"))


@require_POST
@needs(CHANGE)
def edition_restore(request: UserRequest, pk: int, number: int) -> HttpResponse:
    said = _("%(n)d판의 내용으로 되돌렸습니다.") % {"n": number}
    return _act(request, pk, said, services.restore_edition, number=number)
