"""The cases: each attacks the program in one way and checks what must still work."""
