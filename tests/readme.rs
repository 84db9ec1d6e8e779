//! The table of providers in README.md is what the drivers declare. `LIBCLOUD_UPDATE_README=1` renews it.

use std::fmt::Write as _;

use cloud::drivers::registry::{APIS, providers};

const BEGIN: &str = "<!-- providers: made by `make docs-table` -->\n";
const END: &str = "<!-- /providers -->";

#[test]
fn the_table_of_providers_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("the mark before the table");
    let (_, after) = rest.split_once(END).expect("the mark behind the table");
    let wanted = format!("{before}{BEGIN}{}{END}{after}", table());
    if std::env::var_os("LIBCLOUD_UPDATE_README").is_some() {
        std::fs::write(path, wanted).unwrap();
    } else {
        assert!(readme == wanted, "the table in README.md is out of date: `make docs-table` renews it");
    }
}

fn table() -> String {
    let mut table = String::from("\n| API | id | provider | base | `ex_*` |\n| --- | --- | --- | --- | --- |\n");
    for api in APIS {
        for info in providers() {
            let Some(surface) = info.surface(api) else { continue };
            let (base, own) =
                (surface.methods.len(), surface.extensions.iter().map(|table| table.len()).sum::<usize>());
            let (id, name, website) = (info.id, info.name, info.website);
            writeln!(table, "| {api} | `{id}` | [{name}]({website}) | {base} | {own} |").unwrap();
        }
    }
    table + "\n"
}
