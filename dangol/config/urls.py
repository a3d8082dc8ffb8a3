from django.urls import URLPattern, URLResolver, include, path

from dangol.config.api import api
from dangol.config.health import health
from dangol.kit.sse import events
from dangol.knowledge.site.views import robots

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health),
    path("sse/", events),
    path("kit/", include("dangol.kit.urls")),
    path("", include("dangol.jobs.urls")),
    path("api/v1/", api.urls),
    path("accounts/", include("dangol.accounts.signin.urls")),
    path("", include("dangol.accounts.urls")),
    path("", include("dangol.codes.urls")),
    path("", include("dangol.workspace.urls")),
    path("audit/", include("dangol.audit.urls")),
    path("webhooks/", include("dangol.api.urls")),
    path("imports/", include("dangol.imports.urls")),
    path("customers/", include("dangol.customers.urls")),
    path("segments/", include("dangol.segments.urls")),
    path("automation/", include("dangol.automation.urls")),
    path("catalog/", include("dangol.catalog.urls")),
    path("knowledge/", include("dangol.knowledge.urls")),
    path("help/", include("dangol.knowledge.site.urls")),
    path("robots.txt", robots),
    path("messages/", include("dangol.messaging.urls")),
    path("activities/", include("dangol.activities.urls")),
    path("sales/", include("dangol.sales.urls")),
    path("helpdesk/", include("dangol.helpdesk.urls")),
    path("chat/", include("dangol.chat.urls")),
    path("orders/", include("dangol.orders.urls")),
    path("targets/", include("dangol.targets.urls")),
    path("voc/", include("dangol.voc.urls")),
    path("portal/", include("dangol.portal.urls")),
]
