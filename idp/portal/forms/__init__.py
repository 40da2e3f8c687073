"""What is written in the portal's forms, and what is refused: choices come from the asker's own tenant only."""
