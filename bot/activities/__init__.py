"""Activities and sign-ups: contests, health checks, trips, courses."""
