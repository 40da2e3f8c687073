"""PostgreSQL by kept connections: seen to be closed without a question, times read in C; else Django's (`ENGINE`)."""
