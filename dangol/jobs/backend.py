"""Django's Tasks interface on a table of our own."""

from django_tasks.backends.dummy import DummyBackend


class DatabaseBackend(DummyBackend):
    pass
