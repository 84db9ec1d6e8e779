//! What one can order: the sizes, images and locations of Libcloud's dummy driver.

use crate::model::{Image, Location, Size};
use crate::text;

/// The sizes.
pub fn sizes() -> Vec<Size> {
    let size = |id, name, ram, disk, bandwidth, price| Size {
        id,
        name,
        ram: Some(ram),
        disk: Some(disk),
        bandwidth: Some(bandwidth),
        price: Some(price),
        ..Size::default()
    };
    vec![
        size(text!("1"), text!("Small"), 128, 4, 500, 4.0),
        size(text!("2"), text!("Medium"), 512, 16, 1500, 8.0),
        size(text!("3"), text!("Big"), 4096, 32, 2500, 32.0),
        size(text!("4"), text!("XXL Big"), 8192, 128, 7500, 64.0),
    ]
}

/// The images there are from the beginning.
pub fn images() -> Vec<Image> {
    let image = |id, name| Image { id, name, ..Image::default() };
    vec![
        image(text!("1"), text!("Ubuntu 9.10")),
        image(text!("2"), text!("Ubuntu 9.04")),
        image(text!("3"), text!("Slackware 4")),
    ]
}

/// The locations.
pub fn locations() -> Vec<Location> {
    let location = |id, name, country| Location { id, name, country, ..Location::default() };
    vec![
        location(text!("1"), text!("Paul's Room"), text!("US")),
        location(text!("2"), text!("London Loft"), text!("GB")),
        location(text!("3"), text!("Island Datacenter"), text!("FJ")),
    ]
}
