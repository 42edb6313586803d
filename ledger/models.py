"""The models of the ledger: one append-only chain of entries per product, and its head."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from company.models import Product


class AppendOnly(models.Model):
    """Rows that are written once; triggers refuse UPDATE and DELETE (ledger/triggers.py).

    Whoever writes one seals it: `chain.append(..., seals=rows)`. `product_path` is the lookup from
    a row to its product, by which rows without a seal are found.
    """

    append_only: ClassVar[bool] = True
    product_path: ClassVar[str]

    class Meta:
        abstract = True


class Head(models.Model):
    """The last number and hash of a product's chain, so that a cut tail shows.

    Its row is also the lock that every governed action of the product takes first.
    """

    product = models.OneToOneField(Product, models.PROTECT, related_name="ledger_head")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.product_id}: {self.number}"


class Entry(AppendOnly):
    """One thing that happened, with the exact text that was hashed.

    `text` is what is proved; the other columns are for queries and must agree with it.
    """

    product_path = "product"

    product = models.ForeignKey(Product, models.PROTECT, related_name="ledger_entries")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    text = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["product", "number"]
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["product", "kind"])]
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="entry_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="entry_numbers_start_at_one",
                violation_error_message="Ledger entries are numbered from 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
