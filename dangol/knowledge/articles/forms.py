"""What people write about articles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import User
from dangol.kit.forms import Form
from dangol.knowledge.articles.models import Article
from dangol.knowledge.shelves.models import Section, Space
from dangol.knowledge.shelves.queries import spaces_seen_by, tree

DAY = {"type": "date"}


class PlaceField(forms.ChoiceField):
    """A space, or a category in it, as one choice: `3` or `3-12`."""

    def offer(self, spaces: list[Space]) -> None:
        """Offer these spaces and their categories, indented as they stand."""
        shelves = tree(spaces)
        self.rows: dict[str, tuple[Space, Section | None]] = {}
        choices = []
        for space in spaces:
            lines = [(f"{space.pk}", space.name)]
            self.rows[f"{space.pk}"] = (space, None)
            for shelf in shelves.get(space.pk, []):
                key = f"{space.pk}-{shelf.section.pk}"
                self.rows[key] = (space, shelf.section)
                lines.append((key, f"{'　' * (shelf.depth + 1)}{shelf.section.name}"))
            choices.append((f"{space.name} · {space.get_kind_display()}", lines))
        self.choices = choices


def place_of(article: Article) -> str:
    """Where an article stands, as the choice has it."""
    tail = f"-{article.section_id}" if article.section_id else ""
    return f"{article.space_id}{tail}"


class ArticleForm(Form):
    """An article as it is written."""

    title = forms.CharField(label=_("제목"), max_length=200)
    body = forms.CharField(label=_("내용"), required=False, widget=forms.Textarea)
    place = PlaceField(label=_("공간과 분류"))
    summary = forms.CharField(
        label=_("한 줄 요약"), max_length=300, required=False,
        help_text=_("검색 결과와 도움말 사이트에 나옵니다. 비우면 내용의 첫머리를 씁니다."),
    )  # fmt: skip
    tags = forms.CharField(
        label=_("태그"), max_length=300, required=False,
        help_text=_("쉼표로 나눕니다. 다르게 부르는 말도 적어 두면 찾기 쉽습니다."),
    )  # fmt: skip
    review_on = forms.DateField(
        label=_("검토할 날"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text=_("이날이 되면 담당에게 다시 살펴보라고 알립니다."),
    )  # fmt: skip
    note = forms.CharField(label=_("고친 까닭"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, user: User, article: Article | None = None, **options: Any
    ) -> None:
        first = options.pop("initial", {})
        if article:
            names = ("title", "body", "summary", "tags", "review_on", "version")
            first = {name: getattr(article, name) for name in names} | {"place": place_of(article)}
        super().__init__(data, user=user, initial=first, **options)
        self.fields["place"].offer(list(spaces_seen_by(user, "change" if article else "add")))
        if article is None:
            del self.fields["note"], self.fields["version"]

    def values(self) -> dict[str, Any]:
        """The arguments of the service."""
        cleaned = dict(self.cleaned_data)
        space, section = self.fields["place"].rows[cleaned.pop("place")]
        return {**cleaned, "space": space, "section": section}


class OwnerForm(Form):
    """Who looks after an article from now on."""

    owner = forms.ModelChoiceField(label=_("담당"), queryset=User.objects.filter(is_active=True))


class ReviewForm(Form):
    """When it is looked at again; empty: never."""

    review_on = forms.DateField(
        label=_("검토할 날"), required=False, widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text=_("비우면 더 알리지 않습니다."),
    )  # fmt: skip
