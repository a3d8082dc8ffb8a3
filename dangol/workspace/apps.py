from django.apps import AppConfig


class WorkspaceConfig(AppConfig):
    name = "dangol.workspace"

    def ready(self) -> None:
        from dangol.kit.lists.records import provide_custom
        from dangol.workspace import plugs, subscribers  # noqa: F401 - registers itself
        from dangol.workspace.board import plugs as board  # noqa: F401 - registers itself
        from dangol.workspace.comments import subscribers as comments  # noqa: F401 - registers
        from dangol.workspace.lists import jobs  # noqa: F401 - registers itself
        from dangol.workspace.lists.custom import custom_of
        from dangol.workspace.scorecard import plugs as scorecard  # noqa: F401 - registers itself

        provide_custom(custom_of)
