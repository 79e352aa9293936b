"""Products: what a firm makes, what tells it from others, and where it is sold."""

from django.db import models
from django.db.models import Q

from ipharbor.records.firms import Firm


class Product(models.Model):
    """A product of a firm, known by its name.

    ``features`` are short texts in the firm's order, one a line: what a claim is compared with.
    ``markets`` are codes of ``vocabulary.markets`` and ``ipc`` symbols of the classification,
    ``|`` between; ``since`` is the year from which it is sold. A product that is no longer made
    has ``ended_at``; it is never taken out.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=200)
    features = models.TextField(blank=True)
    markets = models.CharField(max_length=1000, blank=True)
    since = models.IntegerField(null=True, blank=True)
    ipc = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firm", "name"], name="product_once_a_firm"),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name"),
            models.CheckConstraint(
                condition=Q(since=None) | Q(since__gte=1900, since__lte=2200),
                name="product_since_plausible",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProductSale(models.Model):
    """What a product sold for in a year, in 10,000 CNY. The firm's own figure: it is read by the
    firm and by whom it discloses its sales to."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="sales")
    year = models.IntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "year"], name="product_sale_once_a_year"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="product_sale_not_negative"),
            models.CheckConstraint(
                condition=Q(year__gte=1980, year__lte=2200), name="product_sale_year_plausible"
            ),
        ]
