"""What is imported that only governance can keep."""
