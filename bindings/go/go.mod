module libcloud.org/go

go 1.19
