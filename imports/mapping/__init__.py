"""What a mapping says: which columns are which fields, the rules, the units, and its TOML."""
