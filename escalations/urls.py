"""Pages of escalations, below /p/."""

from django.urls import path

from escalations.views import commitments, deals, drafts, requests
from escalations.views.steps import urls

app_name = "escalations"
here = "<slug:slug>/escalations/"
sold = "<slug:slug>/deals/"
promised = "<slug:slug>/commitments/"
urlpatterns = [
    path(here, requests.escalation_list, name="escalation_list"),
    path(f"{here}board/", requests.escalation_board, name="escalation_board"),
    path(f"{here}new/", requests.escalation_new, name="escalation_new"),
    path(f"{here}draft/", drafts.draft_keep, name="draft_keep"),
    path(f"{here}similar/", drafts.similar_requests, name="similar_requests"),
    path(f"{here}deals/", drafts.deal_options, name="deal_options"),
    path(f"{here}<int:pk>/", requests.escalation_detail, name="escalation_detail"),
    path(f"{here}<int:pk>/edit/", requests.escalation_edit, name="escalation_edit"),
    path(sold, deals.deal_list, name="deal_list"),
    path(f"{sold}new/", deals.deal_new, name="deal_new"),
    path(f"{sold}<int:pk>/", deals.deal_detail, name="deal_detail"),
    path(f"{sold}<int:pk>/edit/", deals.deal_edit, name="deal_edit"),
    path(promised, commitments.commitment_list, name="commitment_list"),
    path(f"{promised}answer/", commitments.promise_answer, name="promise_answer"),
    path(f"{promised}new/", commitments.commitment_new, name="commitment_new"),
    path(f"{promised}<int:pk>/edit/", commitments.commitment_edit, name="commitment_edit"),
    path("<slug:slug>/items/<int:pk>/special/", requests.file_item, name="file_for_item"),
    *urls(),
]
