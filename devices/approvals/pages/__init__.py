"""The browser's number page, its status for polling, asking again; and the number for the app in the same browser."""
