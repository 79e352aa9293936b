"""Which mails a person wants."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class MailChoice(models.Model):
    """A person's word on one kind of mail. Without one the kind's usual rule holds."""

    person = models.ForeignKey(Person, related_name="mail_choices", on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="mail_choice_once"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "warnings",
                        "digest",
                        "jobs",
                        "tasks",
                        "reports",
                        "alarms",
                        "bulletins",
                    ]
                ),
                name="mail_kind_known",
            ),
        ]
