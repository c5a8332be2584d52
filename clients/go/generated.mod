module example.org/isnad

go 1.19
