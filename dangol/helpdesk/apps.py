from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    name = "dangol.helpdesk"

    def ready(self) -> None:
        from dangol.helpdesk import forgetting, plugs  # noqa: F401 - registers itself
