from django.core import signals
from django.core.signals import request_finished
from django.db import models
from django.db.models.signals import post_save
from django.dispatch import receiver

models.signals.pre_delete.connect(print)


@receiver(post_save)
def publish(sender, **_): ...
