from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "dangol.targets"

    def ready(self) -> None:
        from dangol.targets import jobs, plugs, subscribers, told  # noqa: F401 - registers itself
