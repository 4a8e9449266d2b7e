from django.utils import timezone

NOW = timezone.now()
