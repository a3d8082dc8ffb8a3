from django.apps import AppConfig


class VocConfig(AppConfig):
    name = "dangol.voc"
