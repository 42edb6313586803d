"""What-if by the API: nothing is saved."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product
from company.api.fields import Id
from governance.api.report import serializer_class
from governance.approvals.what_if import WhatIf, what_if, what_if_candidates
from governance.report.json_facts import as_json

MOST = 500


class WhatIfIn(serializers.Serializer[Any]):
    escalations = serializers.ListField(child=Id(), max_length=MOST)


class WhatIfView(APIView):
    """What approving these undecided requests together would mean, beside today."""

    @extend_schema(
        operation_id="whatif", request=WhatIfIn, responses={200: serializer_class(WhatIf)}
    )
    def post(self, request: Request, slug: str) -> Response:
        product = load_product(request.user, slug)
        asked = WhatIfIn(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted = list(dict.fromkeys(asked.validated_data["escalations"]))
        offered = {escalation.pk: escalation for escalation in what_if_candidates(product)}
        if unknown := [pk for pk in wanted if pk not in offered]:
            raise serializers.ValidationError(
                {"escalations": [f"{unknown[0]} is no undecided request of {slug} that is sized."]}
            )
        taken = [escalation for pk, escalation in offered.items() if pk in wanted]
        return Response(as_json(what_if(product, taken)))
