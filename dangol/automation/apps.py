from django.apps import AppConfig


class AutomationConfig(AppConfig):
    name = "dangol.automation"

    def ready(self) -> None:
        from dangol.automation import plugs  # noqa: F401 - registers itself
