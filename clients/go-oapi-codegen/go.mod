module isnad-client-go-oapi-codegen

go 1.25

require github.com/oapi-codegen/runtime v1.9.0
