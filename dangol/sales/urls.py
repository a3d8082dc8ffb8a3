from django.urls import path

from dangol.sales.dealers import views as dealers
from dangol.sales.leads import public_views as public
from dangol.sales.leads import views as leads
from dangol.sales.pipeline import part_views as parts
from dangol.sales.pipeline import setting_views as settings
from dangol.sales.pipeline import shape_views as shapes
from dangol.sales.pipeline import views
from dangol.sales.planning import views as planning
from dangol.sales.reporting import views as reporting
from dangol.sales.rivals import views as rivals
from dangol.sales.territories import views as territories
from dangol.sales.winback import views as winback

app_name = "sales"
urlpatterns = [
    path("", views.board, name="board"),
    path("deals/", views.deal_list, name="deal_list"),
    path("deals/new/", views.deal_open, name="deal_open"),
    path("deals/<int:pk>/", views.deal_detail, name="deal_detail"),
    path("deals/<int:pk>/edit/", views.deal_edit, name="deal_edit"),
    path("deals/<int:pk>/move/", views.deal_move, name="deal_move"),
    path("deals/<int:pk>/win/", views.deal_win, name="deal_win"),
    path("deals/<int:pk>/lose/", views.deal_lose, name="deal_lose"),
    path("deals/<int:pk>/reopen/", views.deal_reopen, name="deal_reopen"),
    path("deals/<int:pk>/remove/", views.deal_remove, name="deal_remove"),
    path("deals/<int:pk>/lines/", parts.deal_lines, name="deal_lines"),
    path("deals/<int:pk>/people/new/", parts.person_write, name="person_add"),
    path("deals/<int:pk>/people/<int:person_pk>/", parts.person_write, name="person_edit"),
    path(
        "deals/<int:pk>/people/<int:person_pk>/remove/", parts.person_remove, name="person_remove"
    ),
    path("deals/<int:pk>/rivals/new/", parts.rival_add, name="rival_add"),
    path("deals/<int:pk>/rivals/<int:rival_pk>/remove/", parts.rival_remove, name="rival_remove"),
    path("rivals/", rivals.rival_list, name="rival_list"),
    path("rivals/<int:pk>/", rivals.rival_detail, name="rival_detail"),
    path("rivals/names/", rivals.customer_names, name="customer_names"),
    path("rivals/moves/", rivals.move_list, name="move_list"),
    path("rivals/moves/new/", rivals.move_note, name="move_note"),
    path("rivals/moves/<int:pk>/", rivals.move_edit, name="move_edit"),
    path("rivals/moves/<int:pk>/forget/", rivals.move_forget, name="move_forget"),
    path("funnel/", shapes.funnel, name="funnel"),
    path("calendar/", shapes.deal_calendar, name="deal_calendar"),
    path("map/", shapes.deal_map, name="deal_map"),
    path("reports/deals/", reporting.funnel_rows, name="funnel_rows"),
    path("winback/", winback.win_back_board, name="win_back_board"),
    path("winback/list/", winback.win_back_list, name="win_back_list"),
    path("winback/<int:pk>/", winback.win_back_open, name="win_back_open"),
    path("winback/<int:pk>/edit/", winback.win_back_edit, name="win_back_edit"),
    path("winback/<int:pk>/try/", winback.win_back_try, name="win_back_try"),
    path("winback/<int:pk>/won/", winback.win_back_won, name="win_back_won"),
    path("winback/<int:pk>/end/", winback.win_back_end, name="win_back_end"),
    path("plans/", planning.planned_sale_list, name="planned_sale_list"),
    path("plans/new/", planning.planned_sale_add, name="planned_sale_add"),
    path("plans/<int:pk>/", planning.planned_sale_detail, name="planned_sale_detail"),
    path("plans/<int:pk>/edit/", planning.planned_sale_edit, name="planned_sale_edit"),
    path("plans/<int:pk>/open/", planning.planned_sale_open, name="planned_sale_open"),
    path("plans/<int:pk>/drop/", planning.planned_sale_drop, name="planned_sale_drop"),
    path("leads/", leads.lead_list, name="lead_list"),
    path("leads/new/", leads.lead_take, name="lead_take"),
    path("leads/handoffs/", leads.handoff_list, name="handoff_list"),
    path("leads/handoffs/<int:pk>/", leads.handoff_open, name="handoff_open"),
    path("leads/settings/", leads.lead_settings, name="lead_settings"),
    path("leads/forms/new/", leads.form_write, name="form_add"),
    path("leads/forms/<int:pk>/", leads.form_write, name="form_edit"),
    path("leads/rules/new/", leads.rule_write, name="rule_add"),
    path("leads/rules/<int:pk>/", leads.rule_write, name="rule_edit"),
    path("leads/mailboxes/new/", leads.mailbox_write, name="mailbox_add"),
    path("leads/mailboxes/<int:pk>/", leads.mailbox_write, name="mailbox_edit"),
    path("leads/mailboxes/<int:pk>/remove/", leads.mailbox_remove, name="mailbox_remove"),
    path("leads/<int:pk>/", leads.lead_detail, name="lead_detail"),
    path("leads/<int:pk>/edit/", leads.lead_edit, name="lead_edit"),
    path("leads/<int:pk>/give/", leads.lead_give, name="lead_give"),
    path("leads/<int:pk>/accept/", leads.lead_accept, name="lead_accept"),
    path("leads/<int:pk>/return/", leads.lead_return, name="lead_return"),
    path("leads/<int:pk>/touch/", leads.lead_touch, name="lead_touch"),
    path("leads/<int:pk>/drop/", leads.lead_drop, name="lead_drop"),
    path("leads/<int:pk>/convert/", leads.lead_convert, name="lead_convert"),
    path("forms/<str:key>.js", public.public_script, name="public_script"),
    path("forms/<str:key>/", public.public_form, name="public_form"),
    path("registrations/", dealers.registration_list, name="registration_list"),
    path("registrations/new/", dealers.registration_add, name="registration_add"),
    path("registrations/<int:pk>/", dealers.registration_detail, name="registration_detail"),
    path(
        "registrations/<int:pk>/approve/",
        dealers.registration_approve,
        name="registration_approve",
    ),
    path("registrations/<int:pk>/refuse/", dealers.registration_refuse, name="registration_refuse"),
    path("dealers/", dealers.dealer_settings, name="dealer_settings"),
    path("dealers/list/", dealers.dealer_list, name="dealer_list"),
    path("dealers/new/", dealers.dealer_write, name="dealer_add"),
    path("dealers/<int:pk>/", dealers.dealer_write, name="dealer_edit"),
    path("dealers/transfers/", dealers.transfer_list, name="transfer_list"),
    path("dealers/sight/", dealers.dealer_sight, name="dealer_sight"),
    path("territories/", territories.territory_list, name="territory_list"),
    path("territories/new/", territories.territory_write, name="territory_add"),
    path("territories/preview/", territories.territory_preview, name="territory_preview"),
    path("territories/<int:pk>/", territories.territory_write, name="territory_edit"),
    path("territories/<int:pk>/remove/", territories.territory_remove, name="territory_remove"),
    path("pipelines/", settings.pipeline_list, name="pipeline_list"),
    path("pipelines/new/", settings.pipeline_write, name="pipeline_add"),
    path("pipelines/<int:pk>/", settings.pipeline_write, name="pipeline_edit"),
    path("pipelines/<int:pk>/stages/new/", settings.stage_write, name="stage_add"),
    path("pipelines/<int:pk>/stages/<int:stage_pk>/", settings.stage_write, name="stage_edit"),
    path(
        "pipelines/<int:pk>/stages/<int:stage_pk>/remove/",
        settings.stage_remove,
        name="stage_remove",
    ),
]
