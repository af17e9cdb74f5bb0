"""The finished files read as a stranger would: links, schemas and addresses. Knows nothing of how they were made."""
