"""合理化建议: from a member's message to an answer that reaches the member."""
