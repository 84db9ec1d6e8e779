//! Sizes as LXD writes them: `1000000000`, `10GB`, `10GiB`.

use crate::error::{Error, Result};
use crate::text;
use crate::value::{Map, Value};

/// What a size comes to in bytes; none if it cannot be told.
pub fn bytes(size: &Value) -> Option<u64> {
    let Some(written) = size.as_str() else { return u64::try_from(size.as_int()?).ok() };
    let digits = written.trim().find(|c: char| !c.is_ascii_digit()).unwrap_or(written.trim().len());
    let (number, unit) = written.trim().split_at(digits);
    number.parse::<u64>().ok()?.checked_mul(factor(unit.trim())?)
}

fn factor(unit: &str) -> Option<u64> {
    let (prefix, base) = match unit.strip_suffix("iB") {
        Some(prefix) => (prefix, 1024_u64),
        None => (unit.strip_suffix('B').unwrap_or(unit), 1000),
    };
    let power = ["", "K", "M", "G", "T", "P", "E"].iter().position(|known| known.eq_ignore_ascii_case(prefix))?;
    base.checked_pow(u32::try_from(power).ok()?)
}

/// The definition of a volume whose size is in the unit that it names as `size_type`, GB or MB.
pub fn in_bytes(mut definition: Map) -> Result<Value> {
    let Some(unit) = definition.remove("size_type") else { return Ok(definition.into()) };
    let mut config = definition.get("config").and_then(Value::as_object).cloned().unwrap_or_default();
    let size = match (config.get("size"), unit.as_str()) {
        (Some(size), Some("GB" | "MB")) => {
            bytes(size).and_then(|size| size.checked_mul(factor(unit.as_str().unwrap_or_default())?))
        }
        _ => None,
    };
    let wrong = || Error::invalid("\"size_type\" is GB or MB, and goes with a whole number as \"size\" in \"config\"");
    config.set(text!("size"), size.ok_or_else(wrong)?.to_string());
    definition.set(text!("config"), config);
    Ok(definition.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object;

    #[test]
    fn sizes_are_read_with_their_units() {
        for (written, size) in [("7", 7), ("10GB", 10_000_000_000), ("10GiB", 10 << 30), ("1 kB", 1000), ("0", 0)] {
            assert_eq!(bytes(&written.into()), Some(size), "{written}");
        }
        assert_eq!(bytes(&12.into()), Some(12));
        for wrong in ["", "GB", "50%", "99999999999EB", "-1"] {
            assert_eq!(bytes(&wrong.into()), None, "{wrong}");
        }
    }

    #[test]
    fn volumes_are_ordered_in_gigabytes_or_megabytes() {
        let order = |size: Value, unit: &str| {
            let order = object! { "name": "v", "config": object! { "size": size }, "size_type": unit };
            in_bytes(order.as_object().unwrap().clone())
        };
        let expected = object! { "name": "v", "config": object! { "size": "2000000" } };
        assert_eq!(order(2.into(), "MB").unwrap(), expected);
        assert_eq!(order("3".into(), "GB").unwrap()["config"]["size"], "3000000000");
        assert!(order(2.into(), "GiB").is_err() && order("all".into(), "GB").is_err());
        let bare = object! { "name": "v", "config": object! { "size": "5GiB" } };
        assert_eq!(in_bytes(bare.as_object().unwrap().clone()).unwrap(), bare);
    }
}
