"""What of the portfolio can be imported, one module per kind."""
