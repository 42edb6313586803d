"""Items in the API."""

from typing import Any

from company.api.fields import ProductSlug, RecordSerializer, Visible
from company.api.records import Records
from portfolio.api_fields import SliceKey, slice_named
from portfolio.items.actions import ITEMS, keep_item
from portfolio.models import Customer, Item


class ItemSerializer(RecordSerializer[Item]):
    product = ProductSlug()
    slice = SliceKey(allow_null=True, required=False, default=None)
    customer = Visible(queryset=Customer.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Item
        fields = [
            "id",
            "product",
            "title",
            "slice",
            "customer",
            "started_on",
            "finished_on",
            "validated",
            "closed_on",
        ]
        read_only_fields = ["closed_on"]
        validators: list[Any] = []

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "slice" in attrs:
            stored = self.instance
            product = stored.product if isinstance(stored, Item) else attrs["product"]
            attrs["slice"] = slice_named(product, attrs["slice"])
        return attrs


class Items(Records):
    """Pieces of work on the roadmap. Specials come from escalations."""

    queryset = Item.objects.select_related("product", "slice").order_by("pk")
    serializer_class = ItemSerializer
    filterset_fields = {"product__slug": ["exact"], "slice__key": ["exact"]}
    kind, keep = ITEMS, keep_item
