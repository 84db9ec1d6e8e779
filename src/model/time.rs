//! Moments, to the millisecond.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::value::Value;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// From milliseconds since the epoch.
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the epoch.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// Reads the forms that providers use: RFC 3339, RFC 2822 and HTTP dates, ISO 8601 without an offset (taken as UTC).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let timestamp = text
            .parse::<Timestamp>()
            .or_else(|_| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text))
            .or_else(|_| text.parse::<DateTime>().and_then(|d| Ok(d.to_zoned(TimeZone::UTC)?.timestamp())))
            .ok()?;
        Some(Self(timestamp.as_millisecond()))
    }

    /// Now.
    pub fn now() -> Self {
        Self(Timestamp::now().as_millisecond())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => timestamp.fmt(f),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        time.to_string().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_same_moment() {
        for form in [
            "2010-08-31T12:00:00Z",
            "2010-08-31T12:00:00.000Z",
            "2010-08-31T14:00:00+02:00",
            "2010-08-31T12:00:00",
            "2010-08-31 12:00:00",
            "Tue, 31 Aug 2010 12:00:00 GMT",
            "Tue, 31 Aug 2010 12:00:00 +0000",
        ] {
            assert_eq!(Time::parse(form).map(|t| t.to_string()).as_deref(), Some("2010-08-31T12:00:00Z"), "{form}");
        }
        assert_eq!(Time::parse("yesterday"), None);
        assert_eq!(Time::parse("2010-08-31T12:00:00.25Z").unwrap().unix_ms() % 1000, 250);
    }
}
