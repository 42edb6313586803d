"""Filing escalations, reading them, and the verbs up to the decision and after it.

The deciding verbs are governance's, on the same paths.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import person_of, require
from company.api.records import product_in
from company.api.versions import COMPARED, VERSIONED, expected_by, stale_answer, tagged
from company.refusals import Malformed
from company.versions import Stale
from escalations import actions, forecasts, joining, judgements, later_answers, ranking
from escalations.access import load_escalation, require_side, require_verb
from escalations.api import input
from escalations.api.output import EscalationOut
from escalations.models import Deal, Escalation
from escalations.offloading import offload
from escalations.queries import whole
from escalations.routing import named_in
from escalations.take_into_plan import take_into_plan
from escalations.transitions import escalation_version
from escalations.warnings import sentences_of_warning
from portfolio.models import Customer, ExtensionPoint, Partner


def answer(escalation: Escalation, status: int = 200) -> Response:
    """The escalation as it stands now, with its ETag."""
    fresh = _shown(escalation)
    return tagged(Response(EscalationOut(fresh).data, status=status), escalation_version(fresh))


def _shown(escalation: Escalation) -> Escalation:
    fresh = whole(Escalation.objects.filter(pk=escalation.pk)).get()
    fresh.said = sentences_of_warning(fresh)  # type: ignore[attr-defined]  # shown, not stored
    return fresh


class Escalations(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Escalation]
):
    """Requests for work for one customer."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    lookup_value_regex = "[0-9]+"
    serializer_class = EscalationOut
    queryset = Escalation.objects.all()
    filterset_fields = {"product__slug": ["exact"], "state": ["exact", "in"], "customer": ["exact"]}

    def get_queryset(self):  # type: ignore[no-untyped-def]  # the base's own signature
        if getattr(self, "swagger_fake_view", False):
            return Escalation.objects.none()
        rows = Escalation.objects.visible_to(self.request.user)
        return whole(rows).order_by("pk")

    @extend_schema(parameters=VERSIONED)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return answer(load_escalation(request.user, int(kwargs["pk"])))

    @extend_schema(parameters=VERSIONED, request=input.EscalationIn, responses={201: EscalationOut})
    def create(self, request: Request) -> Response:
        product = product_in(request)
        require(request.user, product.pk, "file an escalation")
        asked = input.EscalationIn(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        made = actions.file_escalation(actor=person_of(request), **asked.validated_data)
        return answer(made, status=201)

    @extend_schema(parameters=COMPARED, request=input.EscalationIn, responses=EscalationOut)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        escalation = load_escalation(request.user, int(kwargs["pk"]))
        require_verb(request.user, "amend", escalation)
        asked = input.EscalationIn(data=request.data, partial=True, context={"request": request})
        asked.is_valid(raise_exception=True)
        fields = dict(asked.validated_data)
        if fields.pop("product", escalation.product) != escalation.product:
            raise serializers.ValidationError({"product": ["It stays in its product."]})
        expected = expected_by(request)
        try:
            amended = actions.amend_escalation(
                escalation.pk, fields, actor=person_of(request), expected=expected
            )
        except Stale as error:
            now = _shown(error.current)
            error.version = escalation_version(now)
            return stale_answer(error, EscalationOut(now).data, request)
        return answer(amended)


class Verb(APIView):
    """A POST that does one thing to an escalation: load it, judge the role, act, answer it."""

    verb: str
    takes: type[serializers.Serializer[Any]] | None = None

    def post(self, request: Request, pk: int) -> Response:
        escalation = load_escalation(request.user, pk)
        self.judge(request, escalation)
        values: dict[str, Any] = {}
        if self.takes is not None:
            asked = self.takes(data=request.data)
            asked.is_valid(raise_exception=True)
            values = dict(asked.validated_data)
        return answer(self.act(request, escalation, values))

    def judge(self, request: Request, escalation: Escalation) -> None:
        require_verb(request.user, self.verb, escalation)

    def act(self, request: Request, escalation: Escalation, given: dict[str, Any]) -> Escalation:
        raise NotImplementedError


def verb_view(
    name: str,
    takes: type[serializers.Serializer[Any]] | None,
    do: Callable[..., Escalation],
    prepare: Callable[[Escalation, dict[str, Any]], dict[str, Any]] | None = None,
) -> Any:
    """The view of a verb whose body's fields are the arguments of its action.

    `prepare` turns them into what the action takes: ids into objects, say.
    """

    class TheVerb(Verb):
        verb = name

        @extend_schema(
            operation_id=f"escalations_{name}",
            parameters=VERSIONED,
            request=takes,
            responses={200: EscalationOut},
        )
        def post(self, request: Request, pk: int) -> Response:
            return super().post(request, pk)

        def act(
            self, request: Request, escalation: Escalation, given: dict[str, Any]
        ) -> Escalation:
            values = prepare(escalation, given) if prepare else given
            return do(escalation=escalation, actor=person_of(request), **values)

    TheVerb.takes = takes
    TheVerb.__name__ = f"{name.title().replace('_', '')}View"
    # The action's docstring is the verb's description in the API's schema.
    TheVerb.__doc__ = do.__doc__
    return TheVerb.as_view()


class Confirm(Verb):
    """Product or engineering stands by the sizing, each by its own role.

    Five working days after that was due an executive may in their place.
    """

    verb = "confirm"
    takes = input.ConfirmIn

    @extend_schema(
        operation_id="escalations_confirm",
        parameters=VERSIONED,
        request=input.ConfirmIn,
        responses={200: EscalationOut},
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def act(self, request: Request, escalation: Escalation, given: dict[str, Any]) -> Escalation:
        require_side(request.user, given["as"], escalation)
        return actions.confirm(escalation=escalation, side=given["as"], actor=person_of(request))


def sent_to(escalation: Escalation, given: dict[str, Any]) -> dict[str, Any]:
    """The values with the extension point and the partner loaded by their ids."""
    product, named = escalation.product, dict(given)
    if "extension_point" in given:
        pk = given["extension_point"]
        named["extension_point"] = named_in(ExtensionPoint, product, pk, "extension_point")
    if "partner" in given:
        named["partner"] = named_in(Partner, product, given["partner"], "partner")
    return named


def _joining(escalation: Escalation, given: dict[str, Any]) -> dict[str, Any]:
    """The values with the customer and the deal loaded by their ids. Raises Malformed."""
    product, named = escalation.product, dict(given)
    kept: dict[str, QuerySet[Any]] = {
        "customer": Customer.objects.filter(product=product),
        "deal": Deal.objects.filter(product=product),
    }
    for name, rows in kept.items():
        if (pk := given.get(name)) is None:
            continue
        named[name] = rows.filter(pk=pk).first()
        if named[name] is None:
            raise Malformed(**{name: f"No {name} of number {pk} is in this product."})
    return named


def _proposal(escalation: Escalation, given_values: dict[str, Any]) -> dict[str, Any]:
    rows = input.row_inputs(escalation.product, given_values["displacements"])
    return {"position": given_values["position"], "rows": rows}


def _planned(escalation: Escalation, given_values: dict[str, Any]) -> dict[str, Any]:
    values = {**given_values, "slice_key": given_values["slice"]}
    del values["slice"]
    if (rows := values.pop("displacements", None)) is not None:
        values["rows"] = input.row_inputs(escalation.product, rows)
    return values


VERBS = {
    "submit": verb_view("submit", None, actions.submit),
    "size": verb_view("size", input.SizeIn, actions.size, sent_to),
    "confirm": Confirm.as_view(),
    "propose": verb_view("propose", input.ProposeIn, actions.propose, _proposal),
    "join": verb_view("join", input.JoinIn, joining.join, _joining),
    "leave": verb_view("leave", input.LeaveIn, joining.leave, _joining),
    "offload": verb_view("offload", input.OffloadIn, offload, sent_to),
    "take_into_plan": verb_view("take_into_plan", input.TakeIntoPlanIn, take_into_plan, _planned),
    "send_back": verb_view("send_back", input.QuestionIn, actions.send_back),
    "answer": verb_view("answer", input.AnswerIn, actions.answer),
    "rank": verb_view("rank", input.RankIn, ranking.rank),
    "withdraw": verb_view("withdraw", input.ReasonIn, actions.withdraw),
    "start": verb_view("start", None, actions.start),
    "forecast": verb_view("forecast", input.ForecastIn, forecasts.forecast),
    "deliver": verb_view("deliver", input.DeliverIn, actions.deliver),
    "confirm_total": verb_view("confirm_total", None, actions.confirm_total),
    "judge": verb_view("judge", input.JudgeIn, judgements.judge),
    "say_use": verb_view("say_use", input.UseIn, later_answers.say_use),
    "say_deal": verb_view("say_deal", input.DealEndedIn, later_answers.say_deal),
    "review": verb_view("review", input.ReviewIn, actions.review),
}
