"""The yearly plan: from any plan document to the right reminder at the right time."""
