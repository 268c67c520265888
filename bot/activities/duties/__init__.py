"""Those who must come, and those whom leaders sign up: chasing, excusing, entering."""
