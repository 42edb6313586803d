"""Pages of the portfolio, below /p/."""

from django.urls import path

from company.converters import register
from portfolio.customers import renewal_views
from portfolio.customers import views as customers_views
from portfolio.effort import views as effort_views
from portfolio.effort import week_views
from portfolio.items import views as items_views
from portfolio.plan import adding_views, ahead, detail, fitting_views, line_views
from portfolio.plan import views as plan_views
from portfolio.routing.views import urls as routing_urls
from portfolio.search import search
from portfolio.sorting import views as sorting_views
from portfolio.stance import views as stance_views
from portfolio.teams import views as teams_views

register()
app_name = "plan"
urlpatterns = [
    path("<slug:slug>/plan/", plan_views.plan_running, name="plan_running"),
    path("<slug:slug>/plan/ahead/", ahead.plan_ahead, name="plan_ahead"),
    path("<slug:slug>/plan/<quarter:quarter>/", detail.plan_detail, name="plan_detail"),
    path("<slug:slug>/plan/<quarter:quarter>/edit/", plan_views.plan_edit, name="plan_edit"),
    path("<slug:slug>/plan/<quarter:quarter>/roll/", line_views.plan_roll, name="plan_roll"),
    path("<slug:slug>/plan/<quarter:quarter>/fit/", fitting_views.plan_fit, name="plan_fit"),
    path("<slug:slug>/plan/<quarter:quarter>/undo/", line_views.line_undo, name="line_undo"),
    path("<slug:slug>/plan/<quarter:quarter>/lines/new/", adding_views.line_new, name="line_new"),
    path("<slug:slug>/plan/<quarter:quarter>/items/", adding_views.item_names, name="item_names"),
    path(
        "<slug:slug>/plan/<quarter:quarter>/lines/<int:pk>/",
        line_views.line_edit,
        name="line_edit",
    ),
    path(
        "<slug:slug>/plan/<quarter:quarter>/lines/<int:pk>/order/",
        line_views.line_order,
        name="line_order",
    ),
    path("<slug:slug>/items/", items_views.item_list, name="item_list"),
    path("<slug:slug>/items/new/", items_views.item_new, name="item_new"),
    path("<slug:slug>/items/<int:pk>/", items_views.item_detail, name="item_detail"),
    path("<slug:slug>/items/<int:pk>/edit/", items_views.item_edit, name="item_edit"),
    path("<slug:slug>/items/<int:pk>/waiting/", items_views.waiting_new, name="waiting_new"),
    path(
        "<slug:slug>/items/<int:pk>/waiting/<int:waiting>/stop/",
        items_views.waiting_stop,
        name="waiting_stop",
    ),
    path(
        "<slug:slug>/items/<int:pk>/waiting/<int:waiting>/still/",
        items_views.waiting_still,
        name="waiting_still",
    ),
    path(
        "<slug:slug>/items/<int:pk>/waiting/<int:waiting>/again/",
        items_views.waiting_again,
        name="waiting_again",
    ),
    path("<slug:slug>/customers/named/", customers_views.customer_options, name="customer_options"),
    path("<slug:slug>/customers/", customers_views.customer_list, name="customer_list"),
    path("<slug:slug>/customers/new/", customers_views.customer_new, name="customer_new"),
    path(
        "<slug:slug>/customers/<int:pk>/", customers_views.customer_detail, name="customer_detail"
    ),
    path(
        "<slug:slug>/customers/<int:pk>/edit/", customers_views.customer_edit, name="customer_edit"
    ),
    path("<slug:slug>/renewals/", renewal_views.renewal_list, name="renewal_list"),
    path("<slug:slug>/customers/<int:pk>/renewal/", renewal_views.renewal_say, name="renewal_say"),
    path("<slug:slug>/teams/", teams_views.team_list, name="team_list"),
    path("<slug:slug>/teams/new/", teams_views.team_new, name="team_new"),
    path("<slug:slug>/teams/<int:pk>/edit/", teams_views.team_edit, name="team_edit"),
    path("<slug:slug>/teams/<int:pk>/week/<week:week>/", week_views.week_edit, name="week_edit"),
    path("<slug:slug>/effort/new/", week_views.effort_new, name="effort_new"),
    path("<slug:slug>/effort/", effort_views.effort_list, name="effort_list"),
    path("<slug:slug>/sort/", sorting_views.sort, name="sort"),
    path("<slug:slug>/sort/<int:pk>/", sorting_views.sort_one, name="sort_one"),
    path("<slug:slug>/sort/undo/", sorting_views.sort_undo, name="sort_undo"),
    path("<slug:slug>/built/", sorting_views.what_we_built, name="what_we_built"),
    path("<slug:slug>/search/", search, name="search"),
    *routing_urls(),
    path("<slug:slug>/stance/", stance_views.stance_detail, name="stance_detail"),
    path("<slug:slug>/stance/edit/", stance_views.stance_edit, name="stance_edit"),
]
