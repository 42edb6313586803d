"""The people of a product and their roles in the API. Only administrators change them."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from company.access import load_product_set_up, load_product_to_manage, person_of
from company.actions import add_member, change_member
from company.models import Membership, Person, Product, Role
from company.passwords import one_time_link
from company.people import person_called
from company.texts import validate_title


def roles(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.ChoiceField(Role.choices), **options)


class PersonOut(serializers.ModelSerializer[Person]):
    """A person, with their roles in this product (`people_of` brings them)."""

    roles = serializers.SerializerMethodField()

    class Meta:
        model = Person
        fields = ["id", "email", "name", "roles", "is_active"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Role.choices)))
    def get_roles(self, person: Any) -> list[str]:
        return [each.role for each in person.memberships_here]


class AddedOut(PersonOut):
    link = serializers.SerializerMethodField()

    class Meta(PersonOut.Meta):
        fields = [*PersonOut.Meta.fields, "link"]

    def get_link(self, person: Person) -> str | None:
        """Where a new person chooses a password, once and within three days; else null."""
        link: str | None = self.context["link"]
        return link


class PersonIn(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", validators=[validate_title]
    )
    roles = roles(allow_empty=False)


class PersonChange(serializers.Serializer[Any]):
    roles = roles(required=False, help_text="All of them; none leaves the product.")
    is_active = serializers.BooleanField(
        required=False, help_text="Whether they may sign in, whatever the product."
    )


def people_of(product: Product) -> QuerySet[Person]:
    """Everybody with a role in the product by name, with what they hold there."""
    here = Membership.objects.filter(product=product).order_by("role")
    held = Prefetch("memberships", here, to_attr="memberships_here")
    mine = Person.objects.filter(pk__in=here.order_by().values("person_id"))
    return mine.prefetch_related(held).order_by("name", "email")


class PersonList(generics.ListAPIView[Person]):
    """Who has which roles in a product."""

    serializer_class = PersonOut
    queryset = Person.objects.none()

    def get_queryset(self) -> QuerySet[Person]:
        if getattr(self, "swagger_fake_view", False):
            return Person.objects.none()
        return people_of(load_product_set_up(self.request.user, self.kwargs["slug"]))

    @extend_schema(request=PersonIn, responses={201: AddedOut})
    def post(self, request: Request, slug: str) -> Response:
        """Give somebody roles. Of somebody new the answer holds a one-time link, this once."""
        product = load_product_to_manage(request.user, slug)
        given = PersonIn(data=request.data)
        given.is_valid(raise_exception=True)
        is_new = person_called(given.validated_data["email"]) is None
        person = add_member(product=product, **given.validated_data, actor=person_of(request))
        told = {"link": one_time_link(person) if is_new else None}
        added = people_of(product).get(pk=person.pk)
        return Response(AddedOut(added, context=told).data, status=201)


class PersonDetail(APIView):
    """One person of a product."""

    @extend_schema(request=PersonChange, responses=PersonOut)
    def patch(self, request: Request, slug: str, pk: int) -> Response:
        product = load_product_to_manage(request.user, slug)
        given = PersonChange(data=request.data)
        given.is_valid(raise_exception=True)
        person = change_member(
            person_id=pk,
            product=product,
            roles=given.validated_data.get("roles"),
            is_active=given.validated_data.get("is_active"),
            actor=person_of(request),
        )
        left = people_of(product).filter(pk=person.pk).first()
        if left is None:
            # Without a role they are no longer in the list.
            person.memberships_here = []  # type: ignore[attr-defined]  # shown, not stored
        return Response(PersonOut(left or person).data)
