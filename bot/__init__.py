"""工会小助手: the Telegram bot of a grass-roots trade union."""
