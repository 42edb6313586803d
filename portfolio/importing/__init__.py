"""The kinds of import that the portfolio brings, one module each."""
