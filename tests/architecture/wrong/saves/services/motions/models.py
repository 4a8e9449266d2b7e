from django.db import models


class Case(models.Model):
    def save(self, *args, **kwargs):
        self.title = self.title.strip()
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        return None


class Assignment(models.Model):
    def __str__(self):
        return self.title
