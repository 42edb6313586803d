"""Pages of delivery: how reports go out, and what a link opens."""

from django.urls import path

from delivery.views import link

app_name = "delivery"
urlpatterns = [
    path("r/<str:key>/", link.link_open, name="link_open"),
]
