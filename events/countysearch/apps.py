from django.apps import AppConfig


class CountySearchConfig(AppConfig):
    name = "countysearch"
