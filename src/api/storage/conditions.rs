//! Conditional reads and writes, for the drivers whose provider does not check them by itself.

use crate::api::Args;
use crate::api::storage::{Upload, errors};
use crate::error::Result;
use crate::text::Text;

/// `if_match` and `if_none_match` of a call: hashes with or without quotes, several between commas, `*` for any.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    if_match: Option<Text>,
    if_none_match: Option<Text>,
}

impl Conditions {
    /// Those of a download.
    pub fn of_download(options: &Args) -> Result<Self> {
        let text = |key| Ok::<_, crate::error::Error>(options.text(key)?.map(|s| Text::from(&*s)));
        Ok(Self { if_match: text("if_match")?, if_none_match: text("if_none_match")? })
    }

    /// Those of an upload.
    pub fn of_upload(upload: &Upload) -> Self {
        Self { if_match: upload.if_match.clone(), if_none_match: upload.if_none_match.clone() }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.if_match.is_none() && self.if_none_match.is_none()
    }

    /// Whether the object must not be there at all.
    pub fn is_create(&self) -> bool {
        self.if_none_match.as_deref() == Some("*")
    }

    /// Fails unless they hold for an object with that hash; none: there is no such object.
    pub fn check(&self, container: &str, name: &str, hash: Option<&str>) -> Result<()> {
        if let Some(wanted) = &self.if_match {
            let hash = hash.ok_or_else(|| errors::no_object(container, name))?;
            if !names(wanted, hash) {
                let why = format!("has the hash {hash}, which \"if_match\" does not name");
                return Err(errors::condition_failed(container, name, &why));
            }
        }
        match (&self.if_none_match, hash) {
            (Some(unwanted), Some(hash)) if names(unwanted, hash) => {
                let why = if self.is_create() {
                    "is there already, which \"if_none_match\" forbids".to_owned()
                } else {
                    format!("still has the hash {hash}, which \"if_none_match\" names")
                };
                Err(errors::condition_failed(container, name, &why))
            }
            _ => Ok(()),
        }
    }
}

fn names(list: &str, hash: &str) -> bool {
    list.split(',').map(|one| one.trim().trim_matches('"')).any(|one| one == "*" || one == hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn conditions_hold_or_say_why_not() {
        let check = |if_match: Option<&str>, if_none_match: Option<&str>, hash| {
            let text = |s: Option<&str>| s.map(Text::from);
            let conditions = Conditions { if_match: text(if_match), if_none_match: text(if_none_match) };
            conditions.check("c", "o", hash).map_err(|e| e.kind())
        };
        assert_eq!(check(None, None, None), Ok(()));
        assert_eq!(check(Some("a"), None, Some("a")), Ok(()));
        assert_eq!(check(Some("\"b\", \"a\""), None, Some("a")), Ok(()));
        assert_eq!(check(Some("b"), None, Some("a")), Err(Kind::Conflict));
        assert_eq!(check(Some("*"), None, None), Err(Kind::NotFound));
        assert_eq!(check(None, Some("*"), None), Ok(()));
        assert_eq!(check(None, Some("*"), Some("a")), Err(Kind::Conflict));
        assert_eq!(check(None, Some("\"a\""), Some("a")), Err(Kind::Conflict));
        assert_eq!(check(None, Some("b"), Some("a")), Ok(()));
    }
}
