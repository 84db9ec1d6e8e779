package libcloud

import "libcloud.org/go/internal/native"

// Pages is a listing that is fetched page by page, as it is asked for:
//
//	for pages.Next() {
//		for _, object := range pages.Page() {
//			...
//		}
//	}
//	err := pages.Err()
//
// It is for one goroutine at a time.
type Pages[T any] native.Pages[T]

func (p *Pages[T]) native() *native.Pages[T] { return (*native.Pages[T])(p) }

// Next fetches the next page, and tells whether there was one. After false the listing is closed, and Err tells whether that is
// its end.
func (p *Pages[T]) Next() bool { return p.native().Next() }

// Page is the page that Next fetched. It may be empty, and yet not the last.
func (p *Pages[T]) Page() []T { return p.native().Page() }

// Err is what ended the listing early, or nil.
func (p *Pages[T]) Err() error { return p.native().Err() }

// Close ends the listing; only one that was not listed to its end needs it. The pages fetched stay good.
func (p *Pages[T]) Close() error { return p.native().Close() }

// All goes through the records of all pages, and closes the listing. With Go 1.23:
//
//	for object, err := range pages.All() {
//		...
//	}
//
// An error comes last, with an empty record.
func (p *Pages[T]) All() func(yield func(record T, err error) bool) {
	return func(yield func(T, error) bool) {
		defer p.Close()
		for p.Next() {
			for _, record := range p.Page() {
				if !yield(record, nil) {
					return
				}
			}
		}
		if err := p.Err(); err != nil {
			var none T
			yield(none, err)
		}
	}
}
