"""Lists of people for those who organise: in the chat, as Excel files, as a chart."""
