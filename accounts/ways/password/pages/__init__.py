"""The page that asks for a password, those that give another, and those of the portal."""
