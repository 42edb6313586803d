"""Site administrators manage people and products. Being one gives no right to approve."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from company.models import Membership, Person, Product, Rate, Token
from company.passwords import one_time_link

if TYPE_CHECKING:
    MembershipTable = admin.TabularInline[Membership, Person]
    RateTable = admin.TabularInline[Rate, Product]
    People = admin.ModelAdmin[Person]
    Products = admin.ModelAdmin[Product]
    Tokens = admin.ModelAdmin[Token]
else:  # Django's admin classes take their types in its stubs only
    MembershipTable = RateTable = admin.TabularInline
    People = Products = Tokens = admin.ModelAdmin


class MembershipInline(MembershipTable):
    model = Membership
    extra = 1


class RateInline(RateTable):
    model = Rate
    extra = 0


@admin.register(Person)
class PersonAdmin(People):
    list_display = ["email", "name", "is_active", "is_staff"]
    search_fields = ["email", "name"]
    fields = ["email", "name", "is_active", "is_staff", "is_superuser", "last_login"]
    readonly_fields = ["last_login"]
    inlines = [MembershipInline]
    actions = ["make_one_time_link"]

    @admin.action(description="Make a one-time link to choose a password", permissions=["change"])
    def make_one_time_link(self, request: HttpRequest, queryset: "QuerySet[Person]") -> None:
        for person in queryset.filter(is_active=True):
            said = f"{person.email} chooses a password here, once and within three days: "
            self.message_user(request, said + one_time_link(person))


@admin.register(Product)
class ProductAdmin(Products):
    """Products are made by `manage.py add_product`, which makes their slices too."""

    list_display = ["slug", "name", "currency", "fiscal_year_start", "time_zone"]
    inlines = [RateInline]

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: Product | None = None) -> bool:
        return False


@admin.register(Token)
class TokenAdmin(Tokens):
    """Tokens can be revoked here; nobody can read them."""

    list_display = ["name", "person", "created_at", "last_used_at", "revoked_at"]
    readonly_fields = ["person", "name", "created_at", "last_used_at"]

    def has_add_permission(self, request: object) -> bool:
        return False
