"""The browser's half of adding a phone, and the list of one's phones."""
