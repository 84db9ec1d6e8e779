//! The base methods, and what each takes beyond the base.

use crate::api::Type::Bool;
use crate::api::{Offer, Param, offer_with, opt};

const ALL_TENANTS: &[Param] = &[opt("ex_all_tenants", Bool)];

/// Of the current services.
pub const CURRENT: &[Offer] = &[offer_with("list_nodes", ALL_TENANTS), offer_with("iterate_nodes", ALL_TENANTS)];

/// Of API version 1.1.
pub const LEGACY: &[Offer] = &[offer_with("list_nodes", ALL_TENANTS), offer_with("iterate_nodes", ALL_TENANTS)];
