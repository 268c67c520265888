"""When enough members wish for a course."""

#: The committee is told when so many would like to learn it.
ENOUGH = 10


def is_enough(before: int, after: int) -> bool:
    """Whether this vote made it enough; told once, not at each further one."""
    return before < ENOUGH <= after
