from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "dangol.messaging"

    def ready(self) -> None:
        from dangol.messaging import forgetting, plugs  # noqa: F401 - registers itself
        from dangol.messaging.duties import jobs as duty_jobs  # noqa: F401 - registers itself
        from dangol.messaging.mailboxes import jobs as mailbox_jobs  # noqa: F401 - registers itself
        from dangol.messaging.outbox import jobs  # noqa: F401 - registers itself
        from dangol.messaging.printing import jobs as printing_jobs  # noqa: F401 - registers itself
        from dangol.messaging.templating import jobs as template_jobs  # noqa: F401 - registers itself
