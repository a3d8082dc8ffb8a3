from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "dangol.workspace"

    def ready(self) -> None:
        from dangol.workspace import plugs  # noqa: F401
