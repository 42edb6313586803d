"""Which roles may do what in a product: one table for the whole house (DESIGN section 2).

A new role, or something new that only some roles may do, is added here and nowhere else. What
somebody may do says itself in a refusal: "Only a product manager may keep items."
"""

from company.models import Role

SALES = frozenset({Role.SALES, Role.SALES_VP})
SALES_VP = frozenset({Role.SALES_VP})
PRODUCT = frozenset({Role.PRODUCT_MANAGER})
ENGINEERING = frozenset({Role.ENGINEERING})
EXECUTIVE = frozenset({Role.EXECUTIVE})
DECIDERS = frozenset({Role.SALES_VP, Role.EXECUTIVE})
FILERS = frozenset(Role) - {Role.OBSERVER}

MAY: dict[str, frozenset[Role]] = {
    # Records.
    "keep items": PRODUCT,
    "keep teams": PRODUCT,
    "say who waits": PRODUCT,
    "keep customers": SALES,
    "say whether customers renewed": SALES | PRODUCT,
    "keep deals": SALES,
    "keep commitments": FILERS,
    "keep extension points": PRODUCT,
    "keep non-goals": PRODUCT,
    "keep partners": PRODUCT | SALES_VP,
    "set the customisation stance": PRODUCT | EXECUTIVE,
    "say that all promises are listed": DECIDERS,
    # Plan and effort.
    "plan": PRODUCT,
    "log effort": ENGINEERING,
    # Imports: who keeps such objects; product managers bring the whole first picture together.
    "import customers": SALES | PRODUCT,
    "import deals": SALES | PRODUCT,
    "import usage": SALES | PRODUCT,
    "import commitments": SALES | PRODUCT,
    "import specials": PRODUCT,
    "import items": PRODUCT,
    "import lines": PRODUCT,
    "import teams": PRODUCT,
    "import waiting": PRODUCT,
    "import effort": ENGINEERING | PRODUCT,
    "import files": SALES | PRODUCT | ENGINEERING,
    "keep mappings": SALES | PRODUCT | ENGINEERING,
    # The life of an escalation; whoever filed one keeps it (escalations/access.py).
    "file an escalation": FILERS,
    "amend it": SALES,
    "submit it": SALES,
    "withdraw it": SALES,
    "answer it": SALES,
    "size it": ENGINEERING,
    "confirm it": PRODUCT | ENGINEERING,
    "propose it": PRODUCT,
    "send it back": PRODUCT,
    "rank it": SALES_VP,
    "approve it": DECIDERS,
    "decline it": DECIDERS,
    "defer it": DECIDERS,
    "redirect it": DECIDERS,
    "take it into the plan": PRODUCT | EXECUTIVE,
    "start it": ENGINEERING,
    "forecast it": ENGINEERING,
    "re-estimate it": DECIDERS | ENGINEERING,
    "raise what a special has approved": DECIDERS,
    "continue it": DECIDERS,
    "deliver it": ENGINEERING,
    "confirm its total": ENGINEERING,
    "cancel it": EXECUTIVE,
    "judge it": SALES | PRODUCT,
    "join it": FILERS,
    "say what would have done it": PRODUCT,
    "say what it costs in all": ENGINEERING | PRODUCT | SALES,
    "review it": SALES,
    "say who uses it": PRODUCT | SALES,
    "say what became of its deal": SALES,
    "retire it": PRODUCT | EXECUTIVE,
    # Governance.
    "set policy": EXECUTIVE,
    "set the cap": EXECUTIVE,
    "write overdraft off": EXECUTIVE,
    "agree the baseline": EXECUTIVE,
    "say what kind of company it is to be": EXECUTIVE,
    "see quota relief": SALES | EXECUTIVE,
    "see everybody's quota relief": DECIDERS,
    # The report. An executive may write for a side that has not; their name stands with it.
    "comment for product": PRODUCT | EXECUTIVE,
    "comment for sales": SALES_VP | EXECUTIVE,
    "publish the report": EXECUTIVE,
    "say how reports go out": PRODUCT | EXECUTIVE,
}
