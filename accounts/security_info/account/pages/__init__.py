"""My account, and what one changes there."""
