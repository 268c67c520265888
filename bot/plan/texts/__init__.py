"""All that is said about plans."""
