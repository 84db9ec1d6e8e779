package native

// guard keeps what a callback failed with until the call is over: neither errors nor panics can pass through C. Callbacks run
// on the thread that made the call, so it needs no lock.
type guard struct {
	err      error
	panicked bool
	value    any
}

// run runs a callback, and tells whether it succeeded.
func (g *guard) run(f func() error) bool {
	g.panicked = true
	defer func() {
		if g.panicked {
			g.value = recover()
		}
	}()
	err := f()
	g.panicked = false
	if g.err == nil {
		g.err = err
	}
	return err == nil
}

// settle is for after the call: it raises the panic of a callback again, and gives back its error.
func (g *guard) settle() error {
	err, panicked, value := g.err, g.panicked, g.value
	*g = guard{}
	if panicked {
		panic(value)
	}
	return err
}
