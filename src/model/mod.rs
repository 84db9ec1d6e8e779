//! The records: what every provider's answers become.

mod compute;
mod container;
mod extra;
mod load_balancer;
mod storage;
mod time;

pub use compute::*;
pub use container::*;
pub use extra::Extra;
pub use load_balancer::*;
pub use storage::*;
pub use time::Time;

use sha1::{Digest, Sha1};

use crate::text::{Text, hex};
use crate::value::Value;

/// What all record types have.
pub trait Record: Clone + Send + Sync + 'static {
    /// The record as a value: the portable fields, then `extra`. `provider` is what a `uuid` is made of.
    fn into_value(self, provider: &str) -> Value;

    /// The same of a record that is still needed.
    fn to_value(&self, provider: &str) -> Value {
        self.clone().into_value(provider)
    }

    /// Overwrites what is secret in it.
    fn wipe(&mut self) {}
}

/// Libcloud's `uuid`: the SHA-1, in hex, of the id, a colon and the provider's id.
pub fn uuid(id: &str, provider: &str) -> Text {
    let digest = Sha1::new().chain_update(id).chain_update(":").chain_update(provider).finalize();
    hex(digest).into()
}

/// A closed set of words, Libcloud's lower-case strings.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every word of the set.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word.
            pub const fn text(self) -> $crate::text::Text {
                match self { $($name::$variant => $crate::text!($word)),* }
            }

            /// By its word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.text() == *word)
            }

            /// Every word of the set, for messages that say what there is.
            pub fn list() -> String {
                Self::ALL.iter().map(|known| known.text().into_string()).collect::<Vec<_>>().join(", ")
            }
        }

        impl From<$name> for $crate::value::Value {
            fn from(word: $name) -> Self {
                $crate::value::Value::String(word.text())
            }
        }
    };
}
pub(crate) use words;
