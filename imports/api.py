"""Imports in the API: sending a file that comes by itself, and what came of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import person_of, require, visible_products
from company.api.records import product_in
from company.texts import validate_title
from imports.actions import MOST_BYTES
from imports.feeds.reception import feed_in
from imports.models import Import
from imports.run.tasks import begin

# As many rejected rows stand in an answer; the page gives all of them as CSV.
MOST_ROWS = 100


class ImportIn(serializers.Serializer[Any]):
    """Either `mapping`, the name of a kept one, or `kind`, whose fields name the columns."""

    product = serializers.CharField(max_length=60)
    file = serializers.FileField(max_length=255)
    mapping = serializers.CharField(max_length=60, required=False, validators=[validate_title])
    kind = serializers.CharField(max_length=20, required=False, validators=[validate_title])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("mapping" in attrs) == ("kind" in attrs):
            raise serializers.ValidationError("Give mapping or kind, one of the two.")
        if attrs["file"].size > MOST_BYTES:
            most = MOST_BYTES >> 20
            raise serializers.ValidationError({"file": [f"At most {most} MB can be sent."]})
        return attrs


class RejectedOut(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    kind = serializers.CharField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()
    fix = serializers.CharField()


class ImportOut(serializers.ModelSerializer[Import]):
    product = serializers.CharField(source="product.slug")
    kinds = serializers.ListField(child=serializers.CharField())
    created = serializers.IntegerField(source="created_rows")
    updated = serializers.IntegerField(source="updated_rows")
    unchanged = serializers.IntegerField(source="unchanged_rows")
    rejected = serializers.IntegerField(source="rejected_row_count")

    class Meta:
        model = Import
        fields = [
            "id",
            "product",
            "filename",
            "feed",
            "kinds",
            "state",
            "rows_done",
            "rows_total",
            "created",
            "updated",
            "unchanged",
            "rejected",
            "error",
            "created_at",
            "finished_at",
        ]


class ImportDetailOut(ImportOut):
    rejected_rows = serializers.SerializerMethodField()

    class Meta(ImportOut.Meta):
        fields = [*ImportOut.Meta.fields, "rejected_rows"]

    def get_rejected_rows(self, found: Import) -> list[Any]:
        rows = found.rejected_rows.defer("cells")[:MOST_ROWS]
        return list(RejectedOut(rows, many=True).data)


class ImportList(ListAPIView[Import]):
    """Files that were brought in, the latest first; and sending one."""

    serializer_class = ImportOut
    filterset_fields = {"product__slug": ["exact"], "state": ["exact"], "feed": ["exact"]}

    def get_queryset(self) -> QuerySet[Import]:
        if getattr(self, "swagger_fake_view", False):
            return Import.objects.none()
        rows = Import.objects.filter(product__in=visible_products(self.request.user))
        return rows.select_related("product").order_by("-pk")

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()]

    @extend_schema(
        operation_id="imports_send",
        request={"multipart/form-data": ImportIn},
        responses={202: ImportOut},
    )
    def post(self, request: Request) -> Response:
        """Keep a file and queue its import. What cannot be read is refused, and nothing kept."""
        person = person_of(request)
        product = product_in(request)
        require(person, product.pk, "import files")
        given = ImportIn(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        found = feed_in(
            product=product,
            name=sent.get("mapping") or sent["kind"],
            file=sent["file"],
            fed_by=Import.FedBy.API,
            actor=person,
        )
        return Response(ImportOut(begin(found, dry_run=False)).data, status=202)


class ImportDetail(APIView):
    """One import: how far it is, and what came of it."""

    @extend_schema(operation_id="imports_retrieve", responses=ImportDetailOut)
    def get(self, request: Request, pk: int) -> Response:
        rows = Import.objects.filter(product__in=visible_products(person_of(request)))
        found = rows.select_related("product").filter(pk=pk).first()
        if found is None:
            raise Http404("No import of that number is open to you.")
        return Response(ImportDetailOut(found).data)
