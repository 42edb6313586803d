"""A template tag for the demonstration's sign-in page."""

from django import template

from demo.people import DEMO_PEOPLE

register = template.Library()


@register.simple_tag
def demo_people() -> list[object]:
    return list(DEMO_PEOPLE)
