"""The lists that people work in: what each is called in a URL, and where it stands."""

LISTS = {
    "requests": "escalations:escalation_list",
    "customers": "plan:customer_list",
    "deals": "escalations:deal_list",
    "items": "plan:item_list",
    "promises": "escalations:commitment_list",
    "effort": "plan:effort_list",
    "renewals": "plan:renewal_list",
}
