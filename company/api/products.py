"""The API's products: those that the person may see."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from company.access import roles_of, visible_products
from company.models import Product, Role


class ProductSerializer(serializers.ModelSerializer[Product]):
    my_roles = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = ["slug", "name", "currency", "fiscal_year_start", "time_zone", "my_roles"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Role.choices)))
    def get_my_roles(self, product: Product) -> list[str]:
        return sorted(roles_of(self.context["request"].user, product.pk))


class Products(ListModelMixin, RetrieveModelMixin, viewsets.GenericViewSet[Product]):
    """The products in which you have a role."""

    serializer_class = ProductSerializer
    queryset = Product.objects.all()
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Product]:
        if getattr(self, "swagger_fake_view", False):
            return Product.objects.none()
        return visible_products(self.request.user)
