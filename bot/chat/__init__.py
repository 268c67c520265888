"""The Telegram side: what arrives, who handles it in which order, and how answers go out."""
