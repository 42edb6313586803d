"""What a file is, and how its rows are read: text, workbooks, web pages, packed or not."""
