"""Being there, and what comes of it: check-in, who did not come, certificates, feedback."""
