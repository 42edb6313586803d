"""The kinds of import that escalations bring, one module each."""
