"""What is said about how places are given and passed on."""
