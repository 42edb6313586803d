"""Two versions of one plan side by side: what stands now, and what somebody typed meanwhile.

Both are read as texts by place: "capacity_weeks", "target_features", "line_12" (an item's weeks),
"reserve_weeks", and "kept_out" (item ids). A line that is not there is "".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from company.models import Product
from portfolio.items.lookup import names_of
from portfolio.models import Item, Slice
from portfolio.plan.facts import LineFacts, PlanFacts

type Texts = dict[str, str]


@dataclass(frozen=True)
class Difference:
    """One place where the two differ, in words, and whether theirs is to be kept."""

    place: str
    label: str
    now: str
    mine: str
    takes_theirs: bool


def texts_of(facts: PlanFacts, core: list[LineFacts]) -> Texts:
    """The plan as it stands, by place; without decided specials, which no form changes."""
    reserve = next((line for line in facts.lines if line.reserve), None)
    targets = {f"target_{key}": percent(value) for key, value in facts.targets.items()}
    lines = {f"line_{line.item}": f"{line.weeks:.2f}" for line in core if line.weeks}
    kept = ids(reserve.kept_out) if reserve else ""
    return {
        "capacity_weeks": f"{facts.capacity_weeks:.2f}",
        **targets,
        **lines,
        "reserve_weeks": f"{reserve.weeks:.2f}" if reserve and reserve.weeks else "",
        "kept_out": kept,
    }


def percent(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0")


def read_texts(text: str) -> Texts:
    """The texts in the page's hidden field; empty where that was tampered with."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def laid_out(product: Product, core: list[LineFacts], texts: Mapping[str, str]) -> Texts:
    """The texts as the planning form sends them: the plan's own lines first, in its order."""
    mine = [int(place[5:]) for place in texts if place.startswith("line_")]
    kept = [int(i) for i in texts.get("kept_out", "").split(",") if i]
    rows = list(dict.fromkeys([*(line.item for line in core if line.item), *mine]))
    names = names_of(product, Item.objects.filter(product=product, pk__in={*rows, *kept}))
    rows = [item for item in rows if item in names]
    data = {place: text for place, text in texts.items() if not place.startswith("line_")}
    for n, item in enumerate(rows):
        data |= {f"item_{n}": names[item], f"weeks_{n}": texts.get(f"line_{item}", "")}
    data |= {f"kept_{n}": names[item] for n, item in enumerate(kept) if item in names}
    return {**data, "rows": str(len(rows) + 1), "kept_rows": str(len(kept) + 1)}


def ids(items: list[int]) -> str:
    return ",".join(str(item) for item in sorted(items))


def differences(
    product: Product, now: Texts, mine: Texts, seen: Mapping[str, str], takes: Mapping[str, str]
) -> list[Difference]:
    """Where the two differ.

    What the person left as it was when they opened the page goes with what stands now, unless they
    chose otherwise in `takes`.
    """
    places = [p for p in {**now, **mine} if now.get(p, "") != mine.get(p, "")]
    words = _Words(product, now, mine)
    rows = []
    for place in places:
        is_untouched = place in seen or place.startswith("line_")
        is_untouched = is_untouched and seen.get(place, "") == mine.get(place, "")
        chosen = takes.get(place) or ("theirs" if is_untouched else "mine")
        theirs, yours = (words.of(place, texts.get(place, "")) for texts in (now, mine))
        rows.append(Difference(place, words.label(place), theirs, yours, chosen == "theirs"))
    return rows


def merged(now: Texts, mine: Texts, takes: Mapping[str, str]) -> Texts:
    """Mine, except where theirs was chosen."""
    places = {**now, **mine}
    texts = {p: (now if takes.get(p) == "theirs" else mine).get(p, "") for p in places}
    return {place: text for place, text in texts.items() if text}


class _Words:
    """Places and texts as people read them. Two or three queries."""

    def __init__(self, product: Product, *plans: Texts) -> None:
        self.slices = {f"target_{s.key}": s.name for s in Slice.objects.filter(product=product)}
        named = {int(p[5:]) for plan in plans for p in plan if p.startswith("line_")}
        kept = {int(i) for plan in plans for i in plan.get("kept_out", "").split(",") if i}
        self.items = names_of(product, Item.objects.filter(product=product, pk__in=named | kept))

    def label(self, place: str) -> str:
        if place.startswith("line_"):
            return self.items.get(int(place[5:]), "An item that is gone")
        labels = {
            "capacity_weeks": "Capacity",
            "reserve_weeks": "Reserve",
            "kept_out": "Kept out by the reserve",
        }
        return labels.get(place) or f"Target: {self.slices.get(place, place[7:])}"

    def of(self, place: str, text: str) -> str:
        if place == "kept_out":
            return ", ".join(self.items.get(int(i), i) for i in text.split(",") if i) or "nothing"
        if place.startswith("target_"):
            return f"{text or 0}%"
        return f"{text} wk" if text else "not in the plan"
