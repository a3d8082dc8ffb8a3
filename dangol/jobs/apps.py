from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "dangol.jobs"

    def ready(self) -> None:
        from dangol.jobs import jobs, plugs  # noqa: F401 - registers itself
