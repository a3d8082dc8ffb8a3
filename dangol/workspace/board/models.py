"""Boards, posts and who read them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dangol.accounts.models import Department
from dangol.kit.models import Record

MANAGE, NOTICE = "workspace.manage_boards", "workspace.write_notice"


class Board(Record):
    """A place for posts, such as 공지; on one with `is_official` only some may write."""

    name = models.CharField(_("게시판"), max_length=50)
    note = models.CharField(_("설명"), max_length=200, blank=True)
    is_official = models.BooleanField(_("공지 쓰기 권한이 있는 사람만 쓰기"), default=False)
    order = models.PositiveIntegerField(_("순서"), default=0)
    is_active = models.BooleanField(_("사용"), default=True)

    class Meta:
        verbose_name = _("게시판")
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="board_once",
                violation_error_message=_("같은 이름의 게시판이 이미 있습니다."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def may_write(self, user: Any) -> bool:
        """Whether this person may write here."""
        return self.is_active and (not self.is_official or user.has_perm(NOTICE))


class PostQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "PostQuerySet":
        """Posts for everybody, for the person's department or one above it, and one's own."""
        if user.has_perm(MANAGE):
            return self
        mine = Q(departments__in=departments_above(user.department_id)) | Q(writer=user)
        wanted = self.model._default_manager.filter(mine | Q(departments=None))
        return self.filter(board__is_active=True, pk__in=wanted.values("pk"))


def departments_above(department_id: int | None) -> list[int]:
    """A department and those it stands under; one query."""
    parents = dict(Department.objects.values_list("pk", "parent_id"))
    found: list[int] = []
    while department_id and department_id not in found:
        found.append(department_id)
        department_id = parents.get(department_id)
    return found


class Post(Record):
    """One post, for everybody or for some departments and those below them."""

    board = models.ForeignKey(
        Board, models.PROTECT, related_name="posts", db_index=False, verbose_name=_("게시판")
    )
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("쓴 사람")
    )
    title = models.CharField(_("제목"), max_length=200)
    text = models.TextField(_("내용"), max_length=20_000)
    is_pinned = models.BooleanField(_("위에 고정"), default=False)
    must_read = models.BooleanField(_("꼭 읽어야 함"), default=False)
    departments = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("받는 부서")
    )
    reminded_at = models.DateTimeField(_("알린 때"), null=True, blank=True)
    search = models.TextField(default="", blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("게시글")
        indexes = [
            models.Index(fields=["board", "-is_pinned", "-id"], name="post_of_board"),
            models.Index(fields=["-id"], name="post_must_read", condition=Q(must_read=True)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("workspace:post", args=[self.pk])


class PostRead(models.Model):
    """One person has read one post."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reads", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(_("읽은 때"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "person"], name="post_read_once")]

    def __str__(self) -> str:
        return f"{self.post_id}: {self.person_id}"
