from roster.models import Deputy
