"""What the kinds of change of section 7 are called."""

LABELS = {
    "cap_set": "Cap set",
    "cap_raised": "Cap raised",
    "cap_lowered": "Cap lowered",
    "cap_corrected": "Cap of a closed quarter corrected",
    "cap_breached": "Cap brought below what is held",
    "policy_set": "Policy",
    "overdraft_written_off": "Written off",
    "cancelled": "Cancelled",
    "swapped": "Swapped",
    "taken_into_plan": "Taken into the plan for several customers",
    "taken_as_fault": "Taken into the plan as a fault",
    "confirmed_in_place": "Confirmed in another's place",
}
