"""Menu lines of the apps that cannot import the workspace, by URL name."""

from django.utils.translation import gettext_lazy as _

from dangol.workspace.registry import MenuItem, menu

menu.add("home")(MenuItem("", _("홈"), "workspace:home", "house", order=0, tab=True, key="h"))
