//! Which names are safe: every part of one is a file name, and none leads out of the root.

use crate::api::storage::errors::{bad_container_name, bad_object_name};
use crate::error::Result;

/// The folder in each container for locks, uploads under way and what is known of objects. No object is in it.
pub const HIDDEN: &str = ".libcloud";

/// The longest file name that the usual file systems take, in bytes.
const LONGEST: usize = 255;

/// Whether a container may have the name.
pub fn check_container(name: &str) -> Result<()> {
    let why = if name.contains(['/', '\\']) { Some("it must not contain / or \\") } else { fault(name) };
    why.map_or(Ok(()), |why| Err(bad_container_name(name, why)))
}

/// Whether an object may have the name.
pub fn check_object(name: &str) -> Result<()> {
    let why = match name.split('/').find_map(fault) {
        Some(_) if name.is_empty() => Some("it is empty"),
        Some(_) if name.starts_with('/') => Some("it begins with /"),
        Some(_) if name.ends_with('/') => Some("it ends with /, and folders are no objects here"),
        None if name.split('/').next() == Some(HIDDEN) => Some("the driver keeps its own files under .libcloud"),
        why => why,
    };
    why.map_or(Ok(()), |why| Err(bad_object_name(name, why)))
}

fn fault(part: &str) -> Option<&'static str> {
    match part {
        "" => Some("a part of it is empty"),
        "." | ".." => Some(". and .. are not followed"),
        _ if part.contains('\0') => Some("it contains NUL"),
        _ if part.len() > LONGEST => Some("a part of it is longer than 255 bytes"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_out_of_the_root_is_refused() {
        for name in ["a", "a/b", "a b/ü+%2F", "..a", "a..", "a/.libcloud", "-", "\\", &"x".repeat(255)] {
            assert!(check_object(name).is_ok(), "{name}");
        }
        let long = "x".repeat(256);
        for name in
            ["", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "a/.", ".libcloud", ".libcloud/lock", "a\0b", &long]
        {
            let error = check_object(name).unwrap_err();
            assert_eq!(error.name(), &"ObjectError", "{name}: {error}");
        }
        for name in ["", ".", "..", "a/b", "a\\b", "a\0", &long] {
            let error = check_container(name).unwrap_err();
            assert_eq!(error.name(), &"InvalidContainerNameError", "{name}: {error}");
        }
    }
}
