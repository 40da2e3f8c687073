"""What asks for a passkey, and the pages of Security info."""
