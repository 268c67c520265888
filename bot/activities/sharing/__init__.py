"""Passing an activity on: link, poster, group chats, cards in other chats."""
