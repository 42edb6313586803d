"""The kind of import that needs governance: specials already under way, with their decision."""
