"""Pages of governance, below /p/."""

from django.urls import path

from governance.views import (
    budget,
    costing,
    decide,
    heading,
    policy,
    preview,
    publish,
    queue,
    quota_relief,
    report,
    report_files,
    what_if,
)

app_name = "governance"
urlpatterns = [
    *decide.urls(),
    path(
        "<slug:slug>/escalations/<int:pk>/propose/preview/",
        preview.propose_preview,
        name="propose_preview",
    ),
    path("<slug:slug>/escalations/<int:pk>/costing/", costing.costing_edit, name="costing_edit"),
    path("<slug:slug>/queue/", queue.queue_page, name="queue"),
    path("<slug:slug>/queue/<int:pk>/", queue.queue_rank, name="queue_rank"),
    path("<slug:slug>/queue/compare/", queue.queue_compare, name="queue_compare"),
    path("<slug:slug>/what-if/", what_if.what_if_page, name="what_if"),
    path("<slug:slug>/budget/", budget.budget_running, name="budget_running"),
    path("<slug:slug>/budget/<quarter:quarter>/", budget.budget_detail, name="budget_detail"),
    path("<slug:slug>/budget/<quarter:quarter>/cap/", budget.cap_set, name="cap_set"),
    path(
        "<slug:slug>/budget/<quarter:quarter>/write-off/",
        budget.overdraft_write_off,
        name="overdraft_write_off",
    ),
    path("<slug:slug>/quota-relief/", quota_relief.quota_relief, name="quota_relief"),
    path("<slug:slug>/policy/", policy.policy_detail, name="policy_detail"),
    path("<slug:slug>/policy/set/", policy.policy_set, name="policy_set"),
    path(
        "<slug:slug>/plan/<quarter:quarter>/baseline/",
        budget.baseline_agree,
        name="baseline_agree",
    ),
    path("<slug:slug>/report/", report.report_running, name="report_running"),
    path("<slug:slug>/report/<month:month>/", report.report_detail, name="report_detail"),
    path(
        "<slug:slug>/report/<month:month>/as/<str:kind>/",
        report_files.report_file,
        name="report_file",
    ),
    path("<slug:slug>/reports/", publish.report_archive, name="report_archive"),
    path(
        "<slug:slug>/report/<month:month>/publish/", publish.report_publish, name="report_publish"
    ),
    path(
        "<slug:slug>/report/<month:month>/comment/<str:side>/",
        publish.report_comment,
        name="report_comment",
    ),
    path("<slug:slug>/heading/", heading.heading, name="heading"),
    path("<slug:slug>/lookback/", report.lookback, name="lookback"),
]
