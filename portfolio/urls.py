"""Pages of the portfolio, below /p/."""

from django.urls import path

from portfolio.paths import register
from portfolio.views import customers, effort, items, plan, search, teams

register()
app_name = "plan"
urlpatterns = [
    path("<slug:slug>/plan/", plan.plan_running, name="plan_running"),
    path("<slug:slug>/plan/<quarter:quarter>/", plan.plan_detail, name="plan_detail"),
    path("<slug:slug>/plan/<quarter:quarter>/edit/", plan.plan_edit, name="plan_edit"),
    path("<slug:slug>/items/", items.item_list, name="item_list"),
    path("<slug:slug>/items/new/", items.item_new, name="item_new"),
    path("<slug:slug>/items/<int:pk>/", items.item_detail, name="item_detail"),
    path("<slug:slug>/items/<int:pk>/edit/", items.item_edit, name="item_edit"),
    path("<slug:slug>/items/<int:pk>/waiting/", items.waiting_new, name="waiting_new"),
    path(
        "<slug:slug>/items/<int:pk>/waiting/<int:waiting>/stop/",
        items.waiting_stop,
        name="waiting_stop",
    ),
    path(
        "<slug:slug>/items/<int:pk>/waiting/<int:waiting>/again/",
        items.waiting_again,
        name="waiting_again",
    ),
    path("<slug:slug>/customers/", customers.customer_list, name="customer_list"),
    path("<slug:slug>/customers/new/", customers.customer_new, name="customer_new"),
    path("<slug:slug>/customers/<int:pk>/", customers.customer_detail, name="customer_detail"),
    path("<slug:slug>/customers/<int:pk>/edit/", customers.customer_edit, name="customer_edit"),
    path("<slug:slug>/teams/", teams.team_list, name="team_list"),
    path("<slug:slug>/teams/new/", teams.team_new, name="team_new"),
    path("<slug:slug>/teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("<slug:slug>/effort/new/", effort.effort_new, name="effort_new"),
    path("<slug:slug>/effort/", effort.effort_list, name="effort_list"),
    path("<slug:slug>/search/", search.search, name="search"),
]
