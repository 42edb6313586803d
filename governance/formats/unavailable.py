"""The exception of a format that this machine cannot write."""


class FormatUnavailable(Exception):
    """A library of the system is missing; the message says which, and how to install it."""
