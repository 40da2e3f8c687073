"""The pages of receipts."""
