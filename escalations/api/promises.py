"""Whether anything was promised that is not listed, said once a month."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product, person_of
from escalations.models import PromiseAnswer
from escalations.promise_answers import answer_promises


class PromiseAnswerIn(serializers.Serializer[Any]):
    nothing_else = serializers.BooleanField(
        help_text="True: neither they nor their people promised anything that is not listed."
    )


class PromiseAnswerOut(serializers.ModelSerializer[PromiseAnswer]):
    person = serializers.StringRelatedField[Any]()

    class Meta:
        model = PromiseAnswer
        fields = ["id", "person", "month", "nothing_else", "at"]


class PromiseAnswersView(APIView):
    """Sales VPs and executives are asked on the first working day of each month."""

    @extend_schema(
        operation_id="promise_answer_create",
        request=PromiseAnswerIn,
        responses={201: PromiseAnswerOut},
    )
    def post(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        asked = PromiseAnswerIn(data=request.data)
        asked.is_valid(raise_exception=True)
        made = answer_promises(product=product, actor=person_of(request), **asked.validated_data)
        return Response(PromiseAnswerOut(made).data, status=201)
