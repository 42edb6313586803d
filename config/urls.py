"""All URLs: the API, sign-in, and the pages."""

from allauth.account import views as account
from django.urls import include, path, re_path

from company import notice_views, tokens
from company.lists import views as lists
from company.views import theme_set, tour_done
from config.health import alive, ready
from demo.views import sign_in
from governance.views.home import home
from governance.views.together import report_together, together_running
from portfolio.setup.start import sign_in as sign_in_or_start
from portfolio.setup.start import start
from portfolio.teams.week_link_views import week_link

# The views of allauth that we use; its own URLs also have those to manage addresses.
accounts = [
    path("login/", sign_in_or_start, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("", home, name="home"),
    path("api/v1/", include("config.api")),
    path("accounts/", include(accounts)),
    path("demo/sign-in/", sign_in, name="demo_sign_in"),
    path("theme/", theme_set, name="theme_set"),
    path("tour/done/", tour_done, name="tour_done"),
    path("reports/", together_running, name="together_running"),
    path("reports/<month:month>/", report_together, name="report_together"),
    path("notices/", notice_views.notice_list, name="notice_list"),
    path("notices/<int:pk>/", notice_views.notice_open, name="notice_open"),
    path("notices/read/", notice_views.notices_read, name="notices_read"),
    path("notices/choice/", notice_views.notices_choose, name="notices_choose"),
    path("p/<slug:slug>/lists/save/", lists.list_save, name="list_save"),
    path("p/<slug:slug>/lists/<int:pk>/forget/", lists.list_forget, name="list_forget"),
    path("w/<str:key>/", week_link, name="week_link"),
    path("start/", start, name="start"),
    path("setup/", include("portfolio.setup.urls")),
    path("account/tokens/", tokens.token_list, name="token_list"),
    path("account/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("p/", include("imports.urls")),
    path("p/", include("portfolio.urls")),
    path("p/", include("escalations.urls")),
    path("p/", include("governance.urls")),
    path("", include("delivery.urls")),
]

handler400 = "config.faults.unreadable"
handler404 = "config.faults.not_found"
handler500 = "config.faults.fault"
