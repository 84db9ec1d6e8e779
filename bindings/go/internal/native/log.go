package native

// #include "shim.h"
import "C"

import "runtime/cgo"

type logger func(level int32, message string)

// SetLog is lc_set_log; nil: nowhere.
func SetLog(level int32, f func(level int32, message string)) {
	if f == nil {
		C.lcgo_set_log(0, 0)
		return
	}
	C.lcgo_set_log(C.int32_t(level), C.uintptr_t(cgo.NewHandle(logger(f))))
}

//export lcgoLog
func lcgoLog(user C.uintptr_t, level C.int32_t, message *C.char) {
	f := cgo.Handle(user).Value().(logger)
	returned := false
	defer func() {
		if returned {
			return
		}
		// There is no call to raise it after, and it cannot pass through C: it ends the program, as in a goroutine of its own.
		value := recover()
		go func() { panic(value) }()
		select {}
	}()
	f(int32(level), C.GoString(message))
	returned = true
}
