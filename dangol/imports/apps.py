from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "dangol.imports"

    def ready(self) -> None:
        from dangol.imports import jobs, plugs  # noqa: F401 - registers itself
