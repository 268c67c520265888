"""What the committee does with an activity: open it, change it, cancel it, hold it once more."""
