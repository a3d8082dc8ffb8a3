"""Who the customers are: one row per person or company, and how to reach them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from dangol.codes.models import code_field
from dangol.kit.access import ScopedQuerySet
from dangol.kit.models import Record


class Tag(models.Model):
    """A free mark on customers."""

    name = models.CharField(_("태그"), max_length=50, unique=True)

    class Meta:
        verbose_name = _("태그")

    def __str__(self) -> str:
        return self.name


class CompanyType(models.Model):
    """거래처 구분 of one company (매입처, 대리점, 경쟁업체 …); a company may have several (F3)."""

    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, related_name="company_types", db_index=False
    )
    type = models.ForeignKey("codes.Code", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("거래처 구분")
        constraints = [
            models.UniqueConstraint(fields=["customer", "type"], name="company_type_once")
        ]

    def __str__(self) -> str:
        return str(self.type)


class Customer(Record):
    """One person or company the office deals with, from stranger to regular."""

    class Kind(models.TextChoices):
        PERSON = "person", _("개인")
        COMPANY = "company", _("회사")

    class Stage(models.TextChoices):
        TARGET = "target", _("고객유도")
        PROSPECT = "prospect", _("잠재고객")
        CUSTOMER = "customer", _("고객")

    class Recency(models.TextChoices):
        ACTIVE = "active", _("활성")
        WATCH = "watch", _("주의")
        DORMANT = "dormant", _("휴면")
        LEFT = "left", _("이탈")

    class Interest(models.IntegerChoices):
        NONE = 0, _("없음·모름")
        LOW = 1, _("있음")
        MIDDLE = 2, _("중간")
        HIGH = 3, _("높음")

    class Loyalty(models.IntegerChoices):
        NONE = 0, _("없음")
        LOW = 1, _("낮음")
        MIDDLE = 2, _("중간")
        HIGH = 3, _("높음")

    class Contact(models.IntegerChoices):
        NONE = 0, _("없음")
        LOW = 1, _("일방적")
        MIDDLE = 2, _("중간")
        HIGH = 3, _("많음")

    class Permit(models.IntegerChoices):
        """What a person allows on one medium (정보통신망법 §50①③)."""

        NONE = 0, _("없음")
        DAY = 1, _("주간")
        NIGHT = 2, _("야간 포함")

    class Calendar(models.TextChoices):
        SOLAR = "solar", _("양력")
        LUNAR = "lunar", _("음력")
        LEAP = "leap", _("음력 윤달")

    class Sex(models.TextChoices):
        MALE = "male", _("남")
        FEMALE = "female", _("여")

    number = models.CharField(_("고객번호"), max_length=30)
    kind = models.CharField(_("구분"), max_length=8, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("이름"), max_length=200)
    honorific = models.CharField(_("직함·호칭"), max_length=50, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        db_index=False,
        verbose_name=_("담당"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("등록자"),
    )

    stage = models.CharField(_("단계"), max_length=8, choices=Stage, default=Stage.TARGET)
    recency = models.CharField(_("최근성"), max_length=8, choices=Recency, default=Recency.ACTIVE)
    grade = code_field("customer_grade", _("등급"), db_index=False)
    interest = models.PositiveSmallIntegerField(
        _("관심도"), choices=Interest, default=Interest.NONE
    )
    loyalty = models.PositiveSmallIntegerField(_("로열티"), choices=Loyalty, default=Loyalty.NONE)
    contact = models.PositiveSmallIntegerField(_("접촉"), choices=Contact, default=Contact.NONE)
    last_contact_at = models.DateTimeField(_("최근 접촉"), null=True, blank=True)
    last_purchase_at = models.DateTimeField(_("최근 구매"), null=True, blank=True)
    last_visit_at = models.DateTimeField(_("최근 방문"), null=True, blank=True)

    source = code_field("source", _("처음 알게 된 경로"), db_index=False)
    last_source = code_field("source", _("최근 유입 경로"), db_index=False)
    source_note = models.CharField(_("수집 출처"), max_length=200, blank=True)
    collected_on = models.DateField(_("수집일"), null=True, blank=True)

    # Always the solar day, so that ages are right; the calendar tells how it is kept.
    birth_on = models.DateField(_("생년월일"), null=True, blank=True)
    birth_calendar = models.CharField(
        _("양력·음력"), max_length=5, choices=Calendar, default=Calendar.SOLAR
    )
    sex = models.CharField(_("성별"), max_length=6, choices=Sex, blank=True)
    guardian = models.CharField(_("법정대리인"), max_length=100, blank=True)
    guardian_confirmed_at = models.DateTimeField(_("법정대리인 동의 확인"), null=True, blank=True)

    business_number = models.CharField(_("사업자등록번호"), max_length=10, blank=True)
    corporate_number = models.CharField(_("법인등록번호"), max_length=13, blank=True)
    representative = models.CharField(_("대표자"), max_length=100, blank=True)
    industry = models.CharField(_("업태"), max_length=100, blank=True)
    line = models.CharField(_("종목"), max_length=200, blank=True)
    homepage = models.CharField(_("홈페이지"), max_length=300, blank=True)
    decision_process = models.TextField(_("의사결정 과정"), blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidiaries",
        db_index=False,
        verbose_name=_("상위 회사"),
    )
    household = models.ForeignKey(
        "customers.Household",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="members",
        db_index=False,
        verbose_name=_("세대"),
    )

    # The main contact points again, so that lists and sorting need no join;
    # written together with ContactPoint and Address by the services only.
    phone = models.CharField(_("전화"), max_length=20, blank=True)
    email = models.CharField(_("이메일"), max_length=254, blank=True)
    region = models.CharField(_("지역"), max_length=40, blank=True)
    company_name = models.CharField(_("소속"), max_length=200, blank=True, editable=False)

    # Current consents, kept in step with the ledger (Consent) by the services only.
    permit_email = models.PositiveSmallIntegerField(_("이메일 수신"), choices=Permit, default=0)
    permit_sms = models.PositiveSmallIntegerField(_("문자 수신"), choices=Permit, default=0)
    permit_kakao = models.PositiveSmallIntegerField(_("카카오톡 수신"), choices=Permit, default=0)
    permit_voice = models.PositiveSmallIntegerField(_("전화 권유"), choices=Permit, default=0)
    permit_post = models.PositiveSmallIntegerField(_("우편 수신"), choices=Permit, default=0)
    permit_fax = models.PositiveSmallIntegerField(_("팩스 수신"), choices=Permit, default=0)

    tags = models.ManyToManyField(Tag, blank=True, related_name="customers", verbose_name=_("태그"))
    memo = models.TextField(_("메모"), blank=True)
    custom = models.JSONField(default=dict, blank=True)
    search = models.TextField(default="", blank=True, editable=False)
    import_id = models.BigIntegerField(null=True, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("고객")
        # Every index slows the import of a million rows; rare values get partial ones.
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="customer_number_once",
                violation_error_message=_("이미 쓰고 있는 고객번호입니다."),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="customer_owner"),
            # with owner and stage, a sorted list of a narrow scope is found in the index alone
            models.Index(fields=["name", "-id", "owner", "stage"], name="customer_name"),
            models.Index(fields=["stage", "-id"], name="customer_stage"),
            models.Index(fields=["recency", "-id"], name="customer_recency"),
            models.Index(
                fields=["-last_contact_at", "-id", "owner", "stage"], name="customer_last_contact"
            ),
            *(
                models.Index(
                    fields=[column, "-id"],
                    name=f"customer_{column}",
                    condition=Q(**{f"{column}__isnull": False}),
                )
                for column in ("grade", "parent", "household", "import_id")
            ),
            models.Index(
                fields=["business_number"], name="customer_brn", condition=~Q(business_number="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:customer_detail", args=[self.pk])

    @property
    def is_company(self) -> bool:
        return self.kind == self.Kind.COMPANY

    @property
    def called(self) -> str:
        """The name as one says it: people with 님, companies without."""
        return self.name if self.is_company else _t("%(name)s님") % {"name": self.name}


class ContactPoint(models.Model):
    """One phone, fax or e-mail of a customer."""

    class Medium(models.TextChoices):
        PHONE = "phone", _("전화")
        FAX = "fax", _("팩스")
        EMAIL = "email", _("이메일")

    class Use(models.TextChoices):
        MOBILE = "mobile", _("휴대전화")
        WORK = "work", _("직장")
        HOME = "home", _("자택")
        OTHER = "other", _("기타")

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="contact_points", db_index=False
    )
    medium = models.CharField(_("종류"), max_length=5, choices=Medium)
    use = models.CharField(_("용도"), max_length=6, choices=Use, default=Use.OTHER)
    value = models.CharField(_("값"), max_length=254)
    extension = models.CharField(_("내선"), max_length=10, blank=True)
    is_main = models.BooleanField(_("대표"), default=False)

    class Meta:
        verbose_name = _("연락처")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "medium", "value"], name="contact_point_once"
            ),
            models.UniqueConstraint(
                fields=["customer", "medium"],
                condition=Q(is_main=True),
                name="contact_point_one_main",
            ),
        ]
        indexes = [models.Index(fields=["value"], name="contact_point_value")]

    def __str__(self) -> str:
        return self.value


class Address(models.Model):
    """One postal address of a customer, as road name and as lot number."""

    class Use(models.TextChoices):
        HOME = "home", _("자택")
        WORK = "work", _("직장")
        DELIVERY = "delivery", _("배송지")
        OTHER = "other", _("기타")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    use = models.CharField(_("용도"), max_length=8, choices=Use, default=Use.OTHER)
    postcode = models.CharField(_("우편번호"), max_length=7, blank=True)
    road = models.CharField(_("도로명주소"), max_length=200, blank=True)
    lot = models.CharField(_("지번주소"), max_length=200, blank=True)
    detail = models.CharField(_("상세주소"), max_length=200, blank=True)
    building = models.CharField(_("법정동·건물"), max_length=100, blank=True)
    region = models.CharField(_("시·도"), max_length=20, blank=True)
    district = models.CharField(_("시·군·구"), max_length=30, blank=True)
    household_key = models.CharField(max_length=200, blank=True, editable=False)
    is_main = models.BooleanField(_("대표"), default=False)

    class Meta:
        verbose_name = _("주소")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(is_main=True), name="address_one_main"
            )
        ]
        indexes = [
            models.Index(
                fields=["household_key"], name="address_household", condition=~Q(household_key="")
            )
        ]

    def __str__(self) -> str:
        return (
            f"{self.place}, {self.detail}"
            if self.place and self.detail
            else self.place or self.detail
        )

    @property
    def place(self) -> str:
        """The address without the unit: 서울 마포구 동교로27길 12 (동교동)."""
        line = " ".join(filter(None, (self.region, self.district, self.road or self.lot)))
        notes = ", ".join(filter(None, (self.lot if self.road else "", self.building)))
        return f"{line} ({notes})" if notes else line


class CustomerFile(Record):
    """A file kept with a customer."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="files")
    file = models.FileField(_("파일"), upload_to="customers/%Y/%m/")
    name = models.CharField(_("파일명"), max_length=255)
    size = models.PositiveBigIntegerField(_("크기"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("파일")

    def __str__(self) -> str:
        return self.name
