"""The API of a product's report subscribers: list, add, remove."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import DestroyAPIView, ListCreateAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from company.access import load_product, person_of, require
from delivery.models import Subscriber
from delivery.subscribers import DOING, subscribe, subscribers_of, unsubscribe


class SubscriberIn(serializers.Serializer[Any]):
    """The address of somebody with a role in the product stands for that person."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=200)


class SubscriberOut(serializers.ModelSerializer[Subscriber]):
    email = serializers.EmailField(source="address")
    name = serializers.CharField(source="__str__")
    has_account = serializers.SerializerMethodField()
    added_by = serializers.StringRelatedField[Any](allow_null=True)

    class Meta:
        model = Subscriber
        fields = ["id", "email", "name", "has_account", "added_by", "at"]

    def get_has_account(self, row: Subscriber) -> bool:
        return row.person_id is not None


class Subscribers(ListCreateAPIView[Subscriber]):
    """Who gets each month's report when it is published."""

    serializer_class = SubscriberOut
    queryset = Subscriber.objects.none()

    def get_queryset(self) -> QuerySet[Subscriber]:
        if getattr(self, "swagger_fake_view", False):
            return Subscriber.objects.none()
        return subscribers_of(load_product(self.request.user, self.kwargs["slug"]))

    @extend_schema(
        operation_id="subscribers_create", request=SubscriberIn, responses={201: SubscriberOut}
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        product = load_product(request.user, kwargs["slug"])
        require(request.user, product.pk, DOING)
        asked = SubscriberIn(data=request.data)
        asked.is_valid(raise_exception=True)
        made = subscribe(product=product, actor=person_of(request), **asked.validated_data)
        return Response(SubscriberOut(made).data, status=201)


class OneSubscriber(DestroyAPIView[Subscriber]):
    """One reader: taken off the list, nothing more is sent and their links end."""

    serializer_class = SubscriberOut
    queryset = Subscriber.objects.none()

    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        product = load_product(request.user, kwargs["slug"])
        require(request.user, product.pk, DOING)
        found = subscribers_of(product).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404("No subscriber of that number is on the list.")
        unsubscribe(found, actor=person_of(request))
        return Response(status=204)
