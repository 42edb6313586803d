"""What comes by itself: each feed's last run, how old it is, and what it rejected."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from company.access import load_product, may, person_of
from imports.access import kinds_of
from imports.feeds.queries import feeds_of
from imports.models import KeptMapping


@require_safe
def feed_list(request: HttpRequest, slug: str) -> HttpResponse:
    person = person_of(request)
    product = load_product(person, slug)
    feeds = feeds_of(product)
    fed = {feed.name for feed in feeds}
    kept = KeptMapping.objects.filter(product=product)
    context = {
        "product": product,
        "feeds": feeds,
        "unfed": [(each, kinds_of(each)) for each in kept if each.name not in fed],
        "is_watched": bool(settings.WATCHED_FOLDER),
        "may_import": may(person, product.pk, "import files"),
    }
    return render(request, "imports/feed_list.html", context)
