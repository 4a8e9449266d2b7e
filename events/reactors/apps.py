from django.apps import AppConfig


class ReactorsConfig(AppConfig):
    name = "reactors"
    default_auto_field = "django.db.models.BigAutoField"
