"""How pages write weeks, money, shares and dates."""

from django import template

register = template.Library()
