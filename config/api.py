"""The URLs of the API, /api/v1/."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from company.api.people import PersonDetail, PersonList
from company.converters import register
from delivery import api as delivery
from escalations.api.promises import PromiseAnswersView
from escalations.api.records import Commitments, Deals
from escalations.api.views import VERBS, Escalations
from governance.api import publications
from governance.api import views as governance
from governance.api.costing import CostingView
from governance.api.heading import DirectionView, HeadingView
from governance.api.policy import PolicyView
from governance.api.quota_relief import QuotaReliefView
from governance.api.what_if import WhatIfView
from imports.api import ImportDetail, ImportList
from portfolio.customers.api import Customers, WhoWaits
from portfolio.customers.renewals_api import PassedRenewalsView, SayRenewalView
from portfolio.effort.api import EffortView
from portfolio.effort.week_api import WeekView
from portfolio.items.api import Items
from portfolio.plan.api import PlanView
from portfolio.routing.api import ExtensionPoints, NonGoals, Partners
from portfolio.setup.api import ManagedProducts, RateList, SliceDetail, SliceList
from portfolio.sorting.api import SortingView
from portfolio.stance.api import StanceView
from portfolio.teams.api import Teams

register()
router = SimpleRouter()
router.register("products", ManagedProducts, basename="product")
router.register("items", Items, basename="item")
router.register("customers", Customers, basename="customer")
router.register("deals", Deals, basename="deal")
router.register("waiting", WhoWaits, basename="waiting")
router.register("teams", Teams, basename="team")
router.register("commitments", Commitments, basename="commitment")
router.register("extension-points", ExtensionPoints, basename="extension_point")
router.register("non-goals", NonGoals, basename="non_goal")
router.register("partners", Partners, basename="partner")
router.register("escalations", Escalations, basename="escalation")

# A view with its script at a URL of its own (?script=): our Content-Security-Policy allows no
# inline script.
# No OPTIONS: Django REST framework would look for a template that is not there, and fail.
docs = SpectacularSwaggerSplitView.as_view(
    url_name="api:schema", template_name="api_docs.html", http_method_names=["get", "head"]
)

app_name = "api"
quarter = "products/<slug:slug>/plans/<quarter:quarter>/"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    path(quarter, PlanView.as_view(), name="plan"),
    path("products/<slug:slug>/slices/", SliceList.as_view(), name="slice-list"),
    path("products/<slug:slug>/slices/<slug:key>/", SliceDetail.as_view(), name="slice-detail"),
    path("products/<slug:slug>/rates/", RateList.as_view(), name="rate-list"),
    path("products/<slug:slug>/people/", PersonList.as_view(), name="person-list"),
    path("products/<slug:slug>/people/<int:pk>/", PersonDetail.as_view(), name="person-detail"),
    path("products/<slug:slug>/sorting/", SortingView.as_view(), name="sorting"),
    path("products/<slug:slug>/policy/", PolicyView.as_view(), name="policy"),
    path("products/<slug:slug>/stance/", StanceView.as_view(), name="stance"),
    path(
        "products/<slug:slug>/promise-answers/",
        PromiseAnswersView.as_view(),
        name="promise-answers",
    ),
    path(f"{quarter}baseline/", governance.BaselineView.as_view(), name="baseline"),
    path(f"{quarter}budget/", governance.BudgetView.as_view(), name="budget"),
    path(f"{quarter}cap/", governance.CapView.as_view(), name="cap"),
    path(
        "products/<slug:slug>/reports/<month:month>/",
        publications.ReportView.as_view(),
        name="report",
    ),
    path(
        "products/<slug:slug>/reports/<month:month>/publish/",
        publications.PublishView.as_view(),
        name="report-publish",
    ),
    path(
        "products/<slug:slug>/reports/",
        publications.ReportListView.as_view(),
        name="report-list",
    ),
    path("products/<slug:slug>/quota-relief/", QuotaReliefView.as_view(), name="quota-relief"),
    path("products/<slug:slug>/whatif/", WhatIfView.as_view(), name="whatif"),
    path(
        "products/<slug:slug>/subscribers/", delivery.Subscribers.as_view(), name="subscriber-list"
    ),
    path(
        "products/<slug:slug>/subscribers/<int:pk>/",
        delivery.OneSubscriber.as_view(),
        name="subscriber-detail",
    ),
    path("products/<slug:slug>/heading/", HeadingView.as_view(), name="heading"),
    path("products/<slug:slug>/direction/", DirectionView.as_view(), name="direction"),
    path("products/<slug:slug>/lookback/", governance.LookBackView.as_view(), name="lookback"),
    path("products/<slug:slug>/renewals/", PassedRenewalsView.as_view(), name="passed-renewals"),
    path("customers/<int:pk>/renewal/", SayRenewalView.as_view(), name="customer-renewal"),
    path("imports/", ImportList.as_view(), name="import-list"),
    path("imports/<int:pk>/", ImportDetail.as_view(), name="import-detail"),
    path("effort/", EffortView.as_view(), name="effort"),
    path("teams/<int:pk>/weeks/<week:week>/", WeekView.as_view(), name="team-week"),
    path("escalations/<int:pk>/decisions/", governance.DecisionsView.as_view(), name="decisions"),
    path("escalations/<int:pk>/costing/", CostingView.as_view(), name="escalation-costing"),
    *(
        path(f"escalations/<int:pk>/{verb}/", view, name=f"escalation-{verb}")
        for verb, view in {**VERBS, **governance.VERBS}.items()
    ),
    path("", include(router.urls)),
]
