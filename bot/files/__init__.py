"""Files from outside and to outside: recognised by content, read under limits, written so that they stay harmless."""
