package libcloud

import "libcloud.org/go/internal/native"

// LogLevel is how detailed a line of the log is.
type LogLevel int32

// Levels of the log, each with those above it.
const (
	LogOff   LogLevel = native.LogOff   // nothing
	LogError LogLevel = native.LogError // what failed
	LogWarn  LogLevel = native.LogWarn  // what was mended, as by a retry
	LogInfo  LogLevel = native.LogInfo  // each operation
	LogDebug LogLevel = native.LogDebug // each request and answer
	LogTrace LogLevel = native.LogTrace // what the connections do
)

// SetLog has the library tell f what it does, for the whole process, up to a level; nil: nobody. The lines of a call come on its
// goroutine, so from several at once if several make calls. No secret is in them. A panic of f ends the program.
func SetLog(level LogLevel, f func(level LogLevel, message string)) {
	if f == nil {
		native.SetLog(native.LogOff, nil)
		return
	}
	native.SetLog(int32(level), func(level int32, message string) { f(LogLevel(level), message) })
}
