"""Stage 1: capture files into packet records and TCP segments."""
