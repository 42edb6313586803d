"""The pages of imports: their forms and views."""
