from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "dangol.codes"

    def ready(self) -> None:
        from dangol.codes import plugs  # noqa: F401 - registers itself
