module isnad-client-go

go 1.19

require example.org/isnad v0.0.0

replace example.org/isnad => ./generated
