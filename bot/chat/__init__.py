"""The Telegram side: what arrives, who handles it in which order, and how answers go out."""

import os

# python-telegram-bot gives waits as timedelta, as it will by default one day, and does not warn at every 429.
os.environ["PTB_TIMEDELTA"] = "1"
