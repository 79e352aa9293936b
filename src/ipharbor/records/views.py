"""How a person last wanted to see a list."""

from django.db import models
from django.db.models import Q

from ipharbor.records.people import Person


class SavedView(models.Model):
    """A person's view of a list: ``query`` is the query string of its address."""

    person = models.ForeignKey(Person, related_name="saved_views", on_delete=models.CASCADE)
    page = models.CharField(max_length=40)
    query = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="saved_view_once"),
            models.CheckConstraint(condition=~Q(page=""), name="saved_view_has_a_page"),
        ]
