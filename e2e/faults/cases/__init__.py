"""The cases: each does one bad thing to the program and says what must hold nevertheless."""
