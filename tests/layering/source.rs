//! As much of Rust as it takes to find the paths in a file.

/// The text with spaces where comments, strings and characters were; lines stay lines.
pub fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word_before = out.chars().next_back().is_some_and(is_word);
        let length = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => block_comment(rest),
            '"' => quoted(rest, '"'),
            'r' if !word_before => raw_string(rest).unwrap_or(0),
            'b' if !word_before && rest.starts_with("br") => raw_string(&rest[1..]).map_or(0, |n| n + 1),
            '\'' if is_character(rest) => quoted(rest, '\''),
            _ => 0,
        };
        let (gone, kept) = if length > 0 { (length, false) } else { (c.len_utf8(), true) };
        let taken = &rest[..gone];
        out.extend(taken.chars().map(|c| if kept || c == '\n' { c } else { ' ' }));
        rest = &rest[gone..];
    }
    out
}

/// What is left without the modules that are compiled for tests only; takes what [`code`] gives.
pub fn without_tests(code: &str) -> String {
    let mut out = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        out.push_str(&rest[..at]);
        let after = rest[at + "#[cfg(test)]".len()..].trim_start();
        rest = &after[item(after)..];
    }
    out + rest
}

/// Every path from the root of the crate that is named in what [`code`] gives, in the module `at`.
pub fn paths(code: &str, at: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (start, word) in words(code) {
        let rest = &code[start + word.len()..];
        let inner = code[..start].trim_end().ends_with("::");
        match word {
            "crate" if rest.starts_with("::") => {
                tree(&rest[2..], Vec::new(), &mut found);
            }
            "super" if rest.starts_with("::") && !inner => {
                let mut module = at.to_vec();
                let mut rest = code[start..].strip_prefix("super::").unwrap_or_default();
                module.pop();
                while let Some(further) = rest.strip_prefix("super::") {
                    module.pop();
                    rest = further;
                }
                tree(rest, module, &mut found);
            }
            _ => {}
        }
    }
    found
}

/// Reads one tree of a `use`, or a path in an expression; how many bytes it takes.
fn tree(text: &str, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    let mut at = 0;
    loop {
        at += blank(&text[at..]);
        let rest = &text[at..];
        if rest.starts_with('{') {
            at += 1;
            while at < text.len() && !text[at..].starts_with('}') {
                at += tree(&text[at..], path.clone(), found).max(1);
                let next = text[at..].find([',', '}']).unwrap_or(text.len() - at);
                at += next + usize::from(text[at + next..].starts_with(','));
                at += blank(&text[at..]);
            }
            return (at + 1).min(text.len());
        }
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let word = if rest.starts_with('*') { "*" } else { &rest[..length] };
        if !matches!(word, "" | "self") {
            path.push(word.to_owned());
        }
        at += word.len();
        match text[at..].strip_prefix("::") {
            Some(next) if next.starts_with(|c: char| is_word(c) || c == '{' || c == '*') => at += 2,
            _ => {
                found.push(path);
                return at;
            }
        }
    }
}

fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.split(|c| !is_word(c))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - code.as_ptr() as usize, word))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// Up to the end of an item: its `;`, or the brace that closes its first one.
fn item(text: &str) -> usize {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            ';' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let step = match rest {
            _ if rest.starts_with("/*") => {
                depth += 1;
                2
            }
            _ if rest.starts_with("*/") => {
                depth -= 1;
                2
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        at += step;
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// `r"..."` and `r#"..."#`; none if it is something else, as `r#type`.
fn raw_string(text: &str) -> Option<usize> {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    let body = text[1 + hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(1 + hashes + 1 + body.find(&end)? + end.len())
}

/// Whether an apostrophe begins a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut after = text.chars().skip(1);
    matches!((after.next(), after.next()), (Some('\\'), _) | (Some(_), Some('\'')))
}
