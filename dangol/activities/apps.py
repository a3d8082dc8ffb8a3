from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "dangol.activities"

    def ready(self) -> None:
        from dangol.activities import plugs, subscribers  # noqa: F401
        from dangol.activities.acts import plugs as acts  # noqa: F401
