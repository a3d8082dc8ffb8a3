from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "dangol.knowledge"

    def ready(self) -> None:
        from dangol.knowledge import jobs, plugs  # noqa: F401 - registers itself
