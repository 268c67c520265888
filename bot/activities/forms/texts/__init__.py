"""What is said about sign-up forms and their answers."""
