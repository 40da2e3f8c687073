"""The browser's number page, its status for polling, and asking again."""
