//! Command lines.

use crate::error::{Error, Result};

/// The words of a command line, as a POSIX shell splits it; nothing is expanded.
pub(super) fn split(line: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => quoted(&mut chars, '\'', word.get_or_insert_default())?,
            '"' => quoted(&mut chars, '"', word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or_else(|| open('\\'))?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

/// Reads up to the quote that ends it. In double quotes, a backslash is one unless it protects a quote or a backslash.
fn quoted(chars: &mut std::str::Chars, quote: char, word: &mut String) -> Result<()> {
    loop {
        match chars.next().ok_or_else(|| open(quote))? {
            c if c == quote => return Ok(()),
            '\\' if quote == '"' => match chars.next().ok_or_else(|| open(quote))? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

fn open(at: char) -> Error {
    Error::invalid(format!("\"command\" is no command line: nothing ends its {at}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_quotes() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("  sleep  10\n", &["sleep", "10"]),
            ("sh -c 'echo \"a b\"; exit'", &["sh", "-c", "echo \"a b\"; exit"]),
            (r#"a"b c"'d e'f"#, &["ab cd ef"]),
            (r#""a\"b\\c\d" e\ f \""#, &["a\"b\\c\\d", "e f", "\""]),
            ("'' \"\"", &["", ""]),
        ];
        for (line, words) in cases {
            assert_eq!(split(line).unwrap(), *words, "{line}");
        }
        for line in ["'a", "\"a", "\"a\\", "a\\"] {
            assert!(split(line).is_err(), "{line}");
        }
    }
}
