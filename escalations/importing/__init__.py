"""What escalations bring to imports, one module per kind."""
