from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "dangol.chat"

    def ready(self) -> None:
        from dangol.chat import forgetting, plugs  # noqa: F401 - registers itself
