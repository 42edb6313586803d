"""All paths: the API, sign-in, and the pages."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("accounts/", include("allauth.urls")),
]
