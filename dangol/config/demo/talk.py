"""Posts on the boards and comments on customers of the demo company."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from dangol.accounts.models import Department, User
from dangol.customers.models import Customer
from dangol.kit.search import search_text
from dangol.workspace.models import Board, Comment, Post, PostRead, Reaction

# board, writer, days ago, must be read, pinned, department, title, text
POSTS = (
    ("공지", "admin", 1, True, True, "",
     "12월부터 고객 상담 기록은 당일에 남깁니다",
     "고객과 이야기한 날 바로 한 줄이라도 남겨 주세요.\n\n- 전화: 상대, 목적, 걸린 시간\n"
     "- 방문: 다음 약속\n\n월말 **정량적 성과**의 접촉정보화 점수에 들어갑니다."),
    ("공지", "head", 6, True, False, "영업본부",
     "연말 시음회 초대 명단을 28일까지 올려 주세요",
     "1. 팀별로 거래처 열 곳\n2. 키맨 이름과 연락처 확인\n3. 문자 수신 동의가 있는 분만"),
    ("공지", "admin", 20, False, False, "",
     "개인정보 내려받기는 사유를 구체적으로 적습니다",
     "‘업무’라고만 적은 사유는 월별 점검에서 다시 묻습니다."),
    ("게시판", "rep", 2, False, False, "",
     "망원동 카페 세 곳이 디카페인 원두를 물었습니다",
     "이번 주에만 세 번째입니다. 신제품 요구로 모아 두면 좋겠습니다."),
    ("게시판", "leader2", 4, False, False, "",
     "서나리 대리가 석 달 만에 되찾은 거래처 이야기",
     "> 전화보다 샘플 한 봉지가 빨랐습니다.\n\n휴면 고객 목록에서 골라 들른 것이 시작이었습니다."),
    ("게시판", "marketer", 9, False, False, "",
     "가을 시음회 사진과 반응",
     "다녀간 분 64명, 견적을 부탁한 곳 11곳. 자료: https://bomgyeol.example/fall"),
)  # fmt: skip
COMMENTS = (
    ("leader", "가격을 다시 물어 오면 @윤서현 대리가 견적을 새로 보내 주세요."),
    ("rep", "지난주에 디카페인 샘플을 드렸습니다. 답을 기다립니다."),
    ("leader", "경쟁사가 드립백을 싸게 넣었다고 합니다. 방문 때 확인 부탁해요."),
    ("head", "연말 시음회 초대 대상으로 좋겠습니다."),
)


def fill_talk(today: date) -> None:
    """Write the posts, who read them, and a few comments on the customers of the team."""
    now = timezone.make_aware(datetime.combine(today, time(8)))
    dice = Random(11)  # noqa: S311 - made-up data
    staff = {user.username: user for user in User.objects.filter(is_active=True)}
    boards = {board.name: board for board in Board.objects.all()}
    if "공지" not in boards or "rep" not in staff:
        return
    for board, writer, days, must, pinned, department, title, text in sorted(
        POSTS, key=lambda row: -row[2]
    ):
        post = Post.objects.create(
            board=boards[board],
            writer=staff[writer],
            title=title,
            text=text,
            must_read=must,
            is_pinned=pinned,
            search=search_text(title, text),
        )
        at = now - timedelta(days=days, hours=dice.randrange(8))
        Post.objects.filter(pk=post.pk).update(created_at=at)
        post.departments.set(Department.objects.filter(name=department))
        readers = [user for user in staff.values() if dice.random() < 0.55]
        PostRead.objects.bulk_create(
            PostRead(post=post, person=user, at=at + timedelta(hours=dice.randrange(1, 20)))
            for user in readers
            if user.username not in ("rep", writer)
        )
        Reaction.objects.bulk_create(
            Reaction(model="workspace.post", record_id=post.pk, person=user, kind=kind)
            for user, kind in zip(readers, dice.choices(Reaction.Kind.values, k=20), strict=False)
            if dice.random() < 0.5
        )
    _comment(staff, now, dice)


def _comment(staff: dict[str, User], now: datetime, dice: Random) -> None:
    customers = Customer.objects.filter(owner=staff["rep"]).order_by("pk")[:12]
    for n, customer in enumerate(customers):
        writer, text = COMMENTS[n % len(COMMENTS)]
        first = Comment.objects.create(
            model="customers.customer", record_id=customer.pk, writer=staff[writer], text=text
        )
        at = now - timedelta(days=dice.randrange(1, 15))
        Comment.objects.filter(pk=first.pk).update(created_at=at)
        if writer != "rep":
            Comment.objects.create(
                model="customers.customer",
                record_id=customer.pk,
                writer=staff["rep"],
                parent=first,
                text="네, 이번 주에 들르겠습니다.",
            )
