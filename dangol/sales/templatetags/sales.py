"""How deals read on pages."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from dangol.catalog.models import ProductRelation
from dangol.kit import money
from dangol.sales.leads.lists import status_badge
from dangol.sales.leads.models import Lead
from dangol.sales.pipeline.cards import Drawing, draw
from dangol.sales.pipeline.centre import centre_of
from dangol.sales.pipeline.lists import stage_badge
from dangol.sales.pipeline.models import Deal
from dangol.sales.pipeline.queries import Column, stage_row
from dangol.sales.pipeline.suggesting import KINDS
from dangol.sales.planning.models import PlannedSale
from dangol.sales.rivals.models import RivalMove
from dangol.sales.rivals.move_lists import kind_badge
from dangol.workspace.lists.custom import own_facts

register = template.Library()
register.filter("own_facts", own_facts)
register.filter("centre_of", centre_of)


@register.filter
def deal_kind(relation: ProductRelation.Kind) -> Deal.Kind:
    """The kind of deal that selling such a product is."""
    return KINDS[relation]


@register.simple_tag(takes_context=True)
def board_cards(context: Context, here: Column) -> SafeString:
    """The cards of one column of the board."""
    columns: list[Column] = context["columns"]
    moves = [(row.stage.id, row.stage.name) for row in columns if row.stage.id != here.stage.id]
    may_move, token = context["may_change"], str(context["csrf_token"])
    shared = Drawing(
        here.stage.id, here.stage.stuck_days, moves if may_move else None, token, context["now"]
    )
    return draw(here.cards, shared)


@register.filter
def deal_stage(stage_id: int) -> SafeString:
    """A stage as a coloured word."""
    return stage_badge(stage_id)


@register.filter
def stage_name(stage_id: int) -> str:
    """The name of a stage, for timeline entries."""
    row = stage_row(stage_id)
    return row.name if row else ""


@register.filter
def deal_title(pk: int) -> str:
    """The title of a deal, for timeline entries, which carry ids only."""
    return Deal.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


@register.filter
def planned_title(pk: int) -> str:
    """What was planned, for timeline entries, which carry ids only."""
    return PlannedSale.objects.filter(pk=pk).values_list("title", flat=True).first() or ""


@register.filter
def rival_move(pk: int) -> RivalMove | None:
    """What a competitor did, for timeline entries, which carry ids only; None once forgotten."""
    return RivalMove.objects.filter(pk=pk).select_related("competitor").first()


@register.filter
def move_kind(kind: str) -> SafeString:
    """The kind of a competitor's move as a coloured word."""
    return kind_badge(kind)


@register.filter
def lead_way(pk: int) -> str:
    """How a lead came in, for timeline entries."""
    row = Lead.objects.filter(pk=pk).only("way").first()
    return row.get_way_display() if row else ""


@register.filter
def short_won(amount: int) -> str:
    """₩1.2억, for small places."""
    return money.short_won(amount)


@register.filter
def lead_status(status: str) -> SafeString:
    """The state of a lead as a coloured word."""
    return status_badge(status)
