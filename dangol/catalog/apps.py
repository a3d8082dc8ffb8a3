from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "dangol.catalog"

    def ready(self) -> None:
        from dangol.catalog import plugs, told  # noqa: F401 - registers itself
