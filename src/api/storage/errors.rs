//! The errors of storage that look the same whoever the provider is, with Libcloud's classes.

use crate::error::{Error, Kind};
use crate::text;

/// There is no such container.
pub fn no_container(name: &str) -> Error {
    Error::new(Kind::NotFound, format!("there is no container {name:?}")).class(text!("ContainerDoesNotExistError"))
}

/// There is no such object.
pub fn no_object(container: &str, name: &str) -> Error {
    let message = format!("there is no object {name:?} in the container {container:?}");
    Error::new(Kind::NotFound, message).class(text!("ObjectDoesNotExistError"))
}

/// A container of that name is there.
pub fn container_exists(name: &str) -> Error {
    let message = format!("there is a container {name:?} already");
    Error::new(Kind::AlreadyExists, message).class(text!("ContainerAlreadyExistsError"))
}

/// Only empty containers are deleted.
pub fn container_not_empty(name: &str) -> Error {
    let message = format!("the container {name:?} is not empty; delete what is in it first");
    Error::new(Kind::Conflict, message).class(text!("ContainerIsNotEmptyError"))
}

/// The provider takes no such name for a container.
pub fn bad_container_name(name: &str, why: &str) -> Error {
    let message = format!("{name:?} cannot name a container: {why}");
    Error::invalid(message).class(text!("InvalidContainerNameError"))
}

/// The provider takes no such name for an object.
pub fn bad_object_name(name: &str, why: &str) -> Error {
    Error::invalid(format!("{name:?} cannot name an object: {why}")).class(text!("ObjectError"))
}

/// `if_match` or `if_none_match` does not hold.
pub fn condition_failed(container: &str, name: &str, why: &str) -> Error {
    Error::new(Kind::Conflict, format!("the object {name:?} in the container {container:?} {why}"))
}
