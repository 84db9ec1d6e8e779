package compute_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"libcloud.org/go/compute"
	"libcloud.org/go/libcloud"
)

func TestTheEndOfAContextEndsItsCalls(t *testing.T) {
	d := open(t, libcloud.Config{"latency": 30})
	soon := func() (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(50*time.Millisecond, cancel)
		return ctx, cancel
	}
	atOnce := func() (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx, cancel
	}
	deadline := func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, 50*time.Millisecond) }
	past := func() (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, -time.Second) }
	for name, c := range map[string]struct {
		make    func() (context.Context, context.CancelFunc)
		cause   error
		timeout bool
	}{
		"cancelled":            {soon, context.Canceled, false},
		"cancelled before":     {atOnce, context.Canceled, false},
		"deadline":             {deadline, context.DeadlineExceeded, true},
		"deadline in the past": {past, context.DeadlineExceeded, true},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := c.make()
			defer cancel()
			begun := time.Now()
			_, err := d.ListNodes(ctx, nil)
			if !errors.Is(err, libcloud.ErrCancelled) || !errors.Is(err, c.cause) || errors.Is(err, libcloud.ErrTimeout) != c.timeout {
				t.Error(err)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %s", took)
			}
			pages := d.IterateNodes(ctx, nil)
			if pages.Next() || !errors.Is(pages.Err(), c.cause) {
				t.Error(pages.Err())
			}
		})
	}
	if _, err := open(t, nil).ListNodes(ctx, nil); err != nil {
		t.Error(err)
	}
}

func TestNoGoroutineIsLeftBehind(t *testing.T) {
	d := open(t, nil)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	before := runtime.NumGoroutine()
	for i := 0; i < 100; i++ {
		must(d.ListNodes(ctx, nil))
		for pages := d.IterateNodes(ctx, nil); pages.Next(); {
		}
	}
	// The last one may be about to end.
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func TestManyGoroutinesLoseNoError(t *testing.T) {
	d := open(t, nil)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wait sync.WaitGroup
	for i := 0; i < 200; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			for round := 0; round < 20; round++ {
				name := fmt.Sprintf("none-%d-%d", i, round)
				_, err := d.GetNode(ctx, name, nil)
				if want := fmt.Sprintf("dummy get_node: there is no node %q", name); !errors.Is(err, libcloud.ErrNotFound) || err.Error() != want {
					t.Error(err)
				}
				if node, err := d.GetNode(ctx, "1", nil); err != nil || node.ID != "1" {
					t.Error(node, err)
				}
			}
		}(i)
	}
	wait.Wait()
}

func TestDriversThatAreForgottenAreFreed(t *testing.T) {
	for i := 0; i < 100; i++ {
		d, err := compute.New("dummy", nil)
		if err != nil {
			t.Fatal(err)
		}
		pages := d.IterateNodes(ctx, nil)
		if !pages.Next() {
			t.Fatal(pages.Err())
		}
		if i%10 == 0 {
			runtime.GC()
		}
	}
}
