"""Stage 5: small tables that answer what users ask."""
