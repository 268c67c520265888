"""The invented union of the preview: its people, its plan, its activities."""
