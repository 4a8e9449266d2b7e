from motions.models import Case


def cases():
    return Case.objects.values("id")
