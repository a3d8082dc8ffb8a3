from django.urls import path

from dangol.accounts.absences import views as absences
from dangol.accounts.people import department_views, profile_views
from dangol.accounts.people import views as people
from dangol.accounts.roles import views as roles
from dangol.accounts.setup import views as setup
from dangol.accounts.tokens import views as tokens

app_name = "accounts"
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    path("setup/<slug:step>/", setup.setup, name="setup_step"),
    path("me/", profile_views.profile, name="profile"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/act/", people.person_act, name="person_act"),
    path("people/<int:pk>/hand-over/", people.hand_over, name="hand_over"),
    path("absences/", absences.absences, name="absences"),
    path("absences/add/", absences.absence_add, name="absence_add"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/remove/", absences.absence_remove, name="absence_remove"),
    path("departments/", department_views.departments, name="departments"),
    path("departments/add/", department_views.department_add, name="department_add"),
    path("departments/<int:pk>/", department_views.department, name="department"),
    path("departments/<int:pk>/act/", department_views.department_act, name="department_act"),
    path("roles/", roles.roles, name="roles"),
    path("roles/add/", roles.role_add, name="role_add"),
    path("roles/<int:pk>/", roles.role, name="role"),
    path("roles/<int:pk>/remove/", roles.role_remove, name="role_remove"),
    path("access-log/", people.access_log, name="access_log"),
    path("sign-ins/", people.sign_in_log, name="sign_in_log"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/add/", tokens.token_add, name="token_add"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
]
