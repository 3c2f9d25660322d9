"""Stage 4: sessions, transactions, receipts and messages; inference begins here."""
