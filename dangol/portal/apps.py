from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "dangol.portal"

    def ready(self) -> None:
        from dangol.portal import jobs, plugs  # noqa: F401 - registers itself
