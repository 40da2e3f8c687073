"""My account: its pages."""
