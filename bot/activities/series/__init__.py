"""Activities that belong together: batches, once in some years, the lessons of a course."""
