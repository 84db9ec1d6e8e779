package native

// #include <string.h>
// #include "shim.h"
import "C"

import (
	"encoding/json"
	"time"
	"unsafe"
)

// encode makes JSON of options; none of nil ones. A duration becomes seconds, as the library counts them.
func encode(options map[string]any) ([]byte, error) {
	if options == nil {
		return nil, nil
	}
	plain := make(map[string]any, len(options))
	for key, value := range options {
		if duration, ok := value.(time.Duration); ok {
			value = duration.Seconds()
		}
		plain[key] = value
	}
	return JSON(plain)
}

// JSON is a value as the library takes it.
func JSON(value any) ([]byte, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, invalid("an argument cannot be written as JSON", err)
	}
	return text, nil
}

// decode reads JSON that lcgo_keep made, and frees it. NULL leaves v alone.
func decode(text *C.char, v any) error {
	if text == nil {
		return nil
	}
	defer C.lcgo_discard(text)
	if err := json.Unmarshal(unsafe.Slice((*byte)(unsafe.Pointer(text)), C.strlen(text)), v); err != nil {
		return invalid("the result does not fit what it is to be decoded into", err)
	}
	return nil
}
