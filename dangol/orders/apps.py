from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "dangol.orders"

    def ready(self) -> None:
        from dangol.orders import forgetting, plugs, told  # noqa: F401 - registers itself
        from dangol.orders.money import jobs as money_jobs  # noqa: F401 - registers itself
        from dangol.orders.money import subscribers as learning  # noqa: F401 - registers itself
        from dangol.orders.orders import jobs, subscribers  # noqa: F401 - registers itself
        from dangol.orders.quotes import jobs as quote_jobs  # noqa: F401 - registers itself
        from dangol.orders.subscriptions import jobs as contract_jobs  # noqa: F401 - registers
