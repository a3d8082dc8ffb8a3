from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "dangol.sales"

    def ready(self) -> None:
        from dangol.sales import plugs, told  # noqa: F401 - registers itself
        from dangol.sales.dealers import subscribers as dealing  # noqa: F401 - registers itself
        from dangol.sales.leads import (
            forgetting,  # noqa: F401 - registers itself
            subscribers,  # noqa: F401 - registers itself
        )
        from dangol.sales.leads import jobs as mailing  # noqa: F401 - registers itself
        from dangol.sales.pipeline import subscribers as reordering  # noqa: F401 - registers itself
        from dangol.sales.planning import jobs  # noqa: F401 - registers itself
        from dangol.sales.reporting import subscribers as counting  # noqa: F401 - registers itself
        from dangol.sales.sums import jobs as summing  # noqa: F401 - registers itself
        from dangol.sales.sums import subscribers as gathering  # noqa: F401 - registers itself
        from dangol.sales.territories import jobs as placing  # noqa: F401 - registers itself
        from dangol.sales.winback import subscribers as winning_back  # noqa: F401 - registers itself
