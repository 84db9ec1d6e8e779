//! The products. The API tells of each only a description and what it costs, so what they have is told here.

use crate::model::{Extra, Size};
use crate::pricing;
use crate::text;
use crate::text::Text;

struct Product {
    id: Text,
    name: Text,
    /// MiB.
    ram: i64,
    /// GiB.
    disk: i64,
    cpu: f64,
    /// Its name in the table of prices.
    price: &'static str,
}

const PRODUCTS: &[Product] = &[
    Product {
        id: text!("94fd37a7-2606-47f7-84d5-9000deda52ae"),
        name: text!("Block 1GB Virtual Server"),
        ram: 1024,
        disk: 20,
        cpu: 0.5,
        price: "1gb",
    },
    Product {
        id: text!("b412f354-5056-4bf0-a42f-6ddd998aa092"),
        name: text!("Block 2GB Virtual Server"),
        ram: 2048,
        disk: 25,
        cpu: 1.0,
        price: "2gb",
    },
    Product {
        id: text!("0cd183d3-0287-4b1a-8288-b3ea8302ed58"),
        name: text!("Block 4GB Virtual Server"),
        ram: 4096,
        disk: 50,
        cpu: 2.0,
        price: "4gb",
    },
    Product {
        id: text!("b9b87a5b-2885-4a2e-b434-44a163ca6251"),
        name: text!("Block 8GB Virtual Server"),
        ram: 8192,
        disk: 100,
        cpu: 4.0,
        price: "8gb",
    },
];

/// All sizes, smallest first.
pub(super) fn list() -> Vec<Size> {
    PRODUCTS.iter().map(Size::from).collect()
}

impl From<&Product> for Size {
    fn from(product: &Product) -> Self {
        Size {
            id: product.id.clone(),
            name: product.name.clone(),
            ram: Some(product.ram),
            disk: Some(product.disk),
            bandwidth: None,
            price: pricing::size_price("compute", "bluebox", product.price, None),
            extra: [(text!("cpu"), product.cpu.into())].into_iter().collect::<Extra>(),
        }
    }
}
