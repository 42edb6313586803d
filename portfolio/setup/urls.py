"""Pages of the set-up, below /setup/."""

from django.urls import path

from portfolio.setup import people_views, server_views, views

app_name = "setup"
product = "products/<slug:slug>/"
urlpatterns = [
    path("", views.product_list, name="product_list"),
    path("new/", views.product_new, name="product_new"),
    path("server/", server_views.server_detail, name="server_detail"),
    path("server/mail/", server_views.mail_test, name="mail_test"),
    path("people/", people_views.person_list, name="person_list"),
    path("people/<int:pk>/", people_views.person_edit, name="person_edit"),
    path("people/<int:pk>/link/", people_views.person_link, name="person_link"),
    path(product, views.product_detail, name="product_detail"),
    path(f"{product}edit/", views.product_edit, name="product_edit"),
    path(f"{product}slices/new/", views.slice_new, name="slice_new"),
    path(f"{product}slices/<slug:key>/edit/", views.slice_edit, name="slice_edit"),
    path(f"{product}slices/<slug:key>/split/", views.slice_split, name="slice_split"),
    path(f"{product}slices/<slug:key>/up/", views.slice_up, name="slice_up"),
    path(f"{product}rates/new/", views.rate_new, name="rate_new"),
    path(f"{product}people/new/", people_views.member_new, name="member_new"),
    path(f"{product}people/<int:pk>/", people_views.member_edit, name="member_edit"),
]
