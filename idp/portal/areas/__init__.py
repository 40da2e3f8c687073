"""What one can list in the portal, one file a kind. Each is an `area.Area`: own tenant only, audited, no scripts."""
