from django.apps import AppConfig


class VocConfig(AppConfig):
    name = "dangol.voc"

    def ready(self) -> None:
        from dangol.voc import forgetting, jobs, plugs  # noqa: F401 - registers itself
