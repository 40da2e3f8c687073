"""The page that asks for a code, and those of Security info."""
