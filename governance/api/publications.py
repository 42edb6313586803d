"""A month's report, its published versions, and publishing one."""

from typing import Any

from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of, require
from company.api.fields import Percent
from company.api.pages import Pages
from governance.api.report import ReportOut, serializer_class
from governance.models import Commentary, Publication, Side
from governance.publications.actions import publish
from governance.publications.archive import ArchivedMonth, archive
from governance.publications.queries import shown_report
from governance.publications.versions import facts_of
from governance.report.facts import ChangedFigure
from governance.report.json_facts import as_json


class ReportView(APIView):
    """The facts of one month's executive report."""

    @extend_schema(
        operation_id="report_retrieve",
        responses=ReportOut,
        parameters=[
            OpenApiParameter(
                "version",
                str,
                description="The number of a published version, or draft for the figures as they"
                " are now; the last published version unless it is given.",
            )
        ],
    )
    def get(self, request: Request, slug: str, month: Any) -> Response:
        product = load_product(request.user, slug)
        shown = shown_report(product, month, request.query_params.get("version", ""))
        return Response(facts_of(shown.publication) if shown.publication else as_json(shown.report))


class ArchivedMonthOut(serializers.Serializer[ArchivedMonth]):
    """A month with its last published version; a draft has none."""

    month = serializers.CharField(source="key")
    is_running = serializers.BooleanField()
    share = Percent(allow_null=True)
    sentence = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(source="publication.version", allow_null=True, default=None)
    published_at = serializers.DateTimeField(source="publication.at", allow_null=True, default=None)
    published_by = serializers.CharField(source="publication.by", allow_null=True, default=None)
    hash = serializers.CharField(source="publication.sha256", allow_null=True, default=None)


class ReportListView(APIView):
    """Every month since the first with effort, the running one first."""

    @extend_schema(
        operation_id="report_list",
        responses=inline_serializer(
            "PaginatedArchivedMonthList",
            {
                "count": serializers.IntegerField(),
                "next": serializers.URLField(allow_null=True),
                "previous": serializers.URLField(allow_null=True),
                "results": ArchivedMonthOut(many=True),
            },
        ),
        parameters=[OpenApiParameter("page", int), OpenApiParameter("page_size", int)],
    )
    def get(self, request: Request, slug: str) -> Response:
        pages = Pages()
        months: Any = archive(load_product(request.user, slug))
        page: Any = pages.paginate_queryset(months, request, view=self)
        return pages.get_paginated_response(ArchivedMonthOut(page, many=True).data)


class CommentaryIn(serializers.Serializer[Any]):
    """What each side says of the month; a side that is not named keeps what it wrote."""

    product = serializers.CharField(
        required=False, allow_blank=True, max_length=Commentary.MOST_CHARACTERS
    )
    sales = serializers.CharField(
        required=False, allow_blank=True, max_length=Commentary.MOST_CHARACTERS
    )

    def to_internal_value(self, data: Any) -> Any:
        """Accept plain text in place of the object: it is product's comment."""
        return super().to_internal_value({Side.PRODUCT: data} if isinstance(data, str) else data)


class PublishIn(serializers.Serializer[Any]):
    commentary = CommentaryIn(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class PublishedOut(serializers.Serializer[Publication]):
    """One published version. `hash` is the SHA-256 of its facts, which the ledger keeps."""

    month = serializers.DateField(format="%Y-%m")
    version = serializers.IntegerField()
    hash = serializers.CharField(source="sha256")
    published_at = serializers.DateTimeField(source="at")
    published_by = serializers.CharField(source="by", allow_null=True)
    is_signed = serializers.SerializerMethodField()
    reason = serializers.CharField()
    ledger_number = serializers.SerializerMethodField()
    ledger_hash = serializers.SerializerMethodField()
    changes = serializers.SerializerMethodField()

    def get_is_signed(self, row: Publication) -> bool:
        return row.by_id is not None

    def get_ledger_number(self, row: Publication) -> int:
        return int(facts_of(row)["publication"]["ledger_number"])

    def get_ledger_hash(self, row: Publication) -> str:
        return str(facts_of(row)["publication"]["ledger_hash"])

    @extend_schema_field(serializer_class(ChangedFigure)(many=True))
    def get_changes(self, row: Publication) -> Any:
        return facts_of(row)["publication"]["changes"]


class PublishView(APIView):
    """Freeze the month's report as its next version."""

    @extend_schema(operation_id="report_publish", request=PublishIn, responses={201: PublishedOut})
    def post(self, request: Request, slug: str, month: Any) -> Response:
        product = load_product(request.user, slug)
        require(request.user, product.pk, "publish the report")
        asked = PublishIn(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        made = publish(
            product=product,
            month=month,
            reason=given["reason"],
            comments=given.get("commentary"),
            actor=person_of(request),
        )
        return Response(PublishedOut(made).data, status=201)
