"""What the API tells the kit and codes: its right and its settings pages."""

from django.utils.translation import gettext_lazy as _

from dangol.codes.settings_menu import SettingsPage, settings_pages
from dangol.kit.access import declare

declare("api.manage_webhooks", _("웹훅 관리"), group=_("관리"))
settings_pages.add("webhooks")(
    SettingsPage("links", _("웹훅"), "webhooks:list", "webhook", "api.manage_webhooks")
)
settings_pages.add("api_docs")(
    SettingsPage("links", _("API 문서"), "api:openapi-view", "book-open", "accounts.use_tokens")
)
