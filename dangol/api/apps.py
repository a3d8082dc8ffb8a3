from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "dangol.api"

    def ready(self) -> None:
        from dangol.api import jobs, plugs, subscribers  # noqa: F401 - registers itself
