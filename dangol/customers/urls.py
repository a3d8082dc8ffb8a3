from django.urls import path

from dangol.customers.consent import views as consent
from dangol.customers.lifecycle import views as lifecycle
from dangol.customers.parties import views as parties
from dangol.customers.relations import views as relations

app_name = "customers"
urlpatterns = [
    path("", parties.customer_list, name="customer_list"),
    path("new/", parties.customer_register, name="customer_register"),
    path("twins/", parties.customer_twins, name="customer_twins"),
    path("pick/", relations.customer_pick, name="customer_pick"),
    path("households/", relations.household_list, name="household_list"),
    path("households/<int:pk>/", relations.household_detail, name="household_detail"),
    path("households/<int:pk>/confirm/", relations.household_confirm, name="household_confirm"),
    path("households/<int:pk>/split/", relations.household_split, name="household_split"),
    path("rules/", lifecycle.rules, name="rules"),
    path("rules/stage/", lifecycle.stage_rule_write, name="stage_rule_write"),
    path("rules/recency/", lifecycle.recency_rules_write, name="recency_rules_write"),
    path("rules/playbook/", lifecycle.playbook_write, name="playbook_write"),
    path("wordings/", consent.wording_list, name="wording_list"),
    path("affiliations/<int:pk>/", relations.affiliation_edit, name="affiliation_edit"),
    path("affiliations/<int:pk>/end/", relations.affiliation_end, name="affiliation_end"),
    path("affiliations/<int:pk>/move/", relations.affiliation_move, name="affiliation_move"),
    path("<int:pk>/", parties.customer_detail, name="customer_detail"),
    path("<int:pk>/tab/<slug:tab>/", parties.customer_detail, name="customer_tab"),
    path("<int:pk>/panels/", parties.customer_panels, name="customer_panels"),
    path("<int:pk>/edit/", parties.customer_edit, name="customer_edit"),
    path("<int:pk>/reveal/", parties.customer_reveal, name="customer_reveal"),
    path("<int:pk>/remove/", parties.customer_remove, name="customer_remove"),
    path("<int:pk>/print/", parties.customer_print, name="customer_print"),
    path("<int:pk>/tags/", parties.customer_tags, name="customer_tags"),
    path("<int:pk>/files/", parties.file_attach, name="file_attach"),
    path("<int:pk>/files/<int:file_pk>/", parties.file_download, name="file_download"),
    path("<int:pk>/files/<int:file_pk>/remove/", parties.file_remove, name="file_remove"),
    path("<int:pk>/stage/", lifecycle.stage_move, name="stage_move"),
    path("<int:pk>/grade/", lifecycle.grade_set, name="grade_set"),
    path("<int:pk>/consents/", consent.consent_ledger, name="consent_ledger"),
    path("<int:pk>/consents/new/", consent.consent_record, name="consent_record"),
    path("<int:pk>/affiliations/new/", relations.affiliation_add, name="affiliation_add"),
    path("<int:pk>/parent/", relations.parent_set, name="parent_set"),
]
