"""PostgreSQL by connections that are kept: seen to be closed without a question; the rest is Django's (`ENGINE`)."""
