"""The lists that can be saved and downloaded: the name of each in a URL, and its view."""

LISTS = {
    "requests": "escalations:escalation_list",
    "customers": "plan:customer_list",
    "deals": "escalations:deal_list",
    "items": "plan:item_list",
    "promises": "escalations:commitment_list",
    "effort": "plan:effort_list",
    "renewals": "plan:renewal_list",
}
