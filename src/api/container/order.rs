//! What callers order, checked once for all drivers.

use std::borrow::Cow;

use crate::api::{Args, Ref};
use crate::error::{Error, Result};

/// A container to be made.
#[derive(Clone, Debug)]
pub struct NewContainer<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is made from; none where the parameters tell it.
    pub image: Option<Ref<'a>>,
    /// Where it is deployed to; none: where the provider chooses.
    pub cluster: Option<Ref<'a>>,
    /// What the provider knows of containers beyond that, as Libcloud's driver takes it: a text, mostly JSON.
    pub parameters: Option<Cow<'a, str>>,
    /// Whether it is started when it is made.
    pub start: bool,
}

impl<'a> NewContainer<'a> {
    /// From what a caller gives; it is started unless the options say otherwise.
    pub fn new(name: &'a str, image: Option<Ref<'a>>, options: &'a Args) -> Result<Self> {
        Ok(Self {
            name,
            image,
            cluster: options.id("cluster")?,
            parameters: options.text("parameters")?,
            start: options.bool("start")?.unwrap_or(true),
        })
    }

    /// The image, for providers that know no other source.
    pub fn need_image(&self) -> Result<&Ref<'a>> {
        self.image.as_ref().ok_or_else(|| Error::invalid("\"image\" is missing; list_images tells what there is"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;
    use crate::object;

    #[test]
    fn a_container_as_callers_give_it() {
        let options = object! { "cluster": 7, "parameters": "{}", "start": false };
        let options = Args::from_map(options.as_object().unwrap().clone());
        let new = NewContainer::new("web", Some("redis".into()), &options).unwrap();
        assert_eq!((new.cluster.as_deref(), new.parameters.as_deref(), new.start), (Some("7"), Some("{}"), false));
        assert_eq!(&**new.need_image().unwrap(), "redis");

        let none = Args::none();
        let least = NewContainer::new("web", None, &none).unwrap();
        assert!(least.cluster.is_none() && least.parameters.is_none() && least.start);
        assert_eq!(least.need_image().unwrap_err().kind(), Kind::InvalidArgument);
    }
}
