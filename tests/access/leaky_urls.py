"""Paths that break the rules, so that the harness can be shown to notice."""

from django.http import HttpResponse
from django.urls import include, path

from company.models import Token


def writes_and_refuses(request):
    Token.objects.update(name="changed on the way out")
    return HttpResponse(status=403)


def takes_anything(request):
    return HttpResponse()


urlpatterns = [
    path("", include("config.urls")),
    path("writes/", writes_and_refuses, name="leaky_writes"),
    path("anything/", takes_anything, name="leaky_anything"),
]
