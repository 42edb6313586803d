"""What engineering needs to size a request, and a draft may leave out (DESIGN 4.10)."""

NEEDED = {
    "customer": "Say which customer asks.",
    "title": "Give it a title.",
    "problem": "Say what the customer cannot do today.",
    "needed_by": "Say by when it is needed.",
}

# The same fields in the order of the form, as a page lists what a draft lacks.
MISSING = {
    "customer": "the customer",
    "problem": "what they cannot do today",
    "title": "what they ask for, in a few words",
    "needed_by": "the day they need it",
}
