from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    name = "dangol.segments"

    def ready(self) -> None:
        from dangol.segments import plugs  # noqa: F401 - registers itself
