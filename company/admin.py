"""Site administrators manage people and products. Being one gives no right to approve."""

from typing import TYPE_CHECKING

from django.contrib import admin

from company.models import Membership, Person, Product, Rate, Token

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
