//! The table of the methods beyond the base: Libcloud's names and arguments.

use super::Glance;
use crate::api::Type::{Any, Id};
use crate::api::{Extension, Param, req};

type Row = Extension<Glance>;

const IMAGE: Param = req("image_id", Id);
/// A project, by its id.
const MEMBER: Param = req("member_id", Id);

/// All of them.
pub const EXTENSIONS: &[Row] = &[
    Row::new("ex_update_image", &[IMAGE, req("data", Any)], Glance::ex_update_image),
    Row::new("ex_list_image_members", &[IMAGE], Glance::ex_list_image_members),
    Row::new("ex_create_image_member", &[IMAGE, MEMBER], Glance::ex_create_image_member),
    Row::new("ex_get_image_member", &[IMAGE, MEMBER], Glance::ex_get_image_member),
    Row::new("ex_accept_image_member", &[IMAGE, MEMBER], Glance::ex_accept_image_member),
];
