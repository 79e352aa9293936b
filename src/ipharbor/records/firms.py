"""Firms of the region."""

from django.db import models
from django.db.models import Q


class Firm(models.Model):
    """A firm; ``name`` as it stands on its rights, so that it joins with the corpus."""

    name = models.CharField(max_length=200, unique=True)
    credit_code = models.CharField(max_length=18, blank=True)
    town = models.CharField(max_length=12, blank=True)
    trade = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="firm_credit_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
