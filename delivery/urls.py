"""URLs of delivery: the page of how reports go out, and the links to reports."""

from django.urls import path

from delivery.views import delivery, link

app_name = "delivery"
here = "p/<slug:slug>/reports/delivery/"
urlpatterns = [
    path("r/<str:key>/", link.link_open, name="link_open"),
    path("r/<str:key>/<str:kind>/", link.link_file, name="link_file"),
    path(here, delivery.delivery_detail, name="delivery_detail"),
    path(f"{here}add/", delivery.subscriber_new, name="subscriber_new"),
    path(
        f"{here}subscribers/<int:pk>/remove/", delivery.subscriber_remove, name="subscriber_remove"
    ),
    path(f"{here}settings/", delivery.settings_set, name="settings_set"),
    path(f"{here}versions/<int:pk>/again/", delivery.sending_again, name="sending_again"),
    path(f"{here}links/new/", delivery.link_new, name="link_new"),
    path(f"{here}links/<int:pk>/revoke/", delivery.link_revoke, name="link_revoke"),
]
