from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "dangol.config"

    def ready(self) -> None:
        from dangol.config.demo import sample  # noqa: F401 - registers itself
