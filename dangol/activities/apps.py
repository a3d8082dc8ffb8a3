from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "dangol.activities"

    def ready(self) -> None:
        from dangol.activities import forgetting, plugs, subscribers  # noqa: F401 - registers itself
        from dangol.activities.acts import (  # noqa: F401 - registers itself
            attributes,
            jobs,
            lists,
            rule_actions,
            told,
        )
        from dangol.activities.acts import plugs as acts  # noqa: F401 - registers itself
        from dangol.activities.alerts import plugs as alerts  # noqa: F401 - registers itself
        from dangol.activities.briefs import plugs as briefs  # noqa: F401 - registers itself
        from dangol.activities.calendar import plugs as calendar  # noqa: F401 - registers itself
        from dangol.activities.home import plugs as home  # noqa: F401 - registers itself
        from dangol.activities.reports import jobs as report_jobs  # noqa: F401 - registers itself
        from dangol.activities.reports import purposes, scores, signals  # noqa: F401 - registers itself
        from dangol.activities.takeovers import plugs as takeovers  # noqa: F401 - registers itself
