use std::io::BufReader;

use super::*;

fn parse(xml: &str) -> Result<Document> {
    read(xml.as_bytes(), "", |_| Ok(()))
}

#[test]
fn items_are_handed_out_and_forgotten() {
    let xml = "<?xml version='1.0'?>\n<r xmlns:a='urn:x'>\n <set>\n  <a:item><id>1</id><t/></a:item>\n  <item><id>2</id>\
               <set><item><id>no</id></item></set></item>\n </set><next>n</next></r>";
    let mut seen = Vec::new();
    let rest = read(xml.as_bytes(), "set/item", |item| {
        seen.push((item.get("id").map(str::to_owned), item.get("t").map(str::to_owned)));
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, [(Some("1".into()), Some(String::new())), (Some("2".into()), None)]);
    assert_eq!(rest.get("next"), Some("n"));
    assert_eq!(rest.root().items("set/item").count(), 0);
    assert_eq!(rest.root().children().map(Element::name).collect::<Vec<_>>(), ["set", "next"]);
}

#[test]
fn a_path_is_followed_into_every_branch() {
    let document = parse("<r><a><x>1</x></a><a><b>2</b></a><a><b>3</b></a></r>").unwrap();
    assert_eq!(document.get("a/b"), Some("2"));
    assert_eq!(document.get("a/c"), None);
    assert_eq!(document.root().children().count(), 3);
    assert_eq!(document.root().name(), "r");
}

#[test]
fn references_and_cdata_are_text() {
    let document = parse("<r>a&lt;b&#x20;&amp;&#233;<![CDATA[<c>]]> d</r>").unwrap();
    assert_eq!(document.root().text(), "a<b &é<c> d");
}

#[test]
fn an_error_of_the_reader_of_items_ends_the_reading() {
    let stop = |_: Element| Err(Error::new(Kind::Aborted, "enough"));
    assert_eq!(read(&b"<r><i/><i/></r>"[..], "i", stop).unwrap_err().kind(), Kind::Aborted);
}

#[test]
fn what_is_no_xml_is_refused() {
    for bad in ["", "  ", "text", "<r>", "<r><a></r></a>", "<r/><r/>", "<r>&nbsp;</r>", "<r>&#0;</r>", "</r>", "<r"] {
        assert_eq!(parse(bad).unwrap_err().kind(), Kind::MalformedResponse, "{bad:?}");
    }
}

#[test]
fn a_failed_read_is_no_malformed_answer() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(Error::new(Kind::Timeout, "slow").into())
        }
    }
    let source = BufReader::new(std::io::Read::chain(&b"<r><i/>"[..], Broken));
    assert_eq!(read(source, "", |_| Ok(())).unwrap_err().kind(), Kind::Timeout);
}

#[test]
fn a_list_without_end_of_an_item_does_not_fill_memory() {
    let source = BufReader::new(std::io::Read::chain(&b"<r>"[..], std::io::repeat(b'x')));
    assert_eq!(read(source, "", |_| Ok(())).unwrap_err().kind(), Kind::MalformedResponse);
}
