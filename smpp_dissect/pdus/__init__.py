"""Stage 3: ordered bytes into PDUs, their fields and TLVs."""
