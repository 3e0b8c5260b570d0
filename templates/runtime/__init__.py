"""The parts of the application that are the same in every project."""
