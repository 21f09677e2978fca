//! Names that Windows reserves for devices.

/// Whether a file name means a device to Windows, in any folder and with any extension
/// (<https://learn.microsoft.com/windows/win32/fileio/naming-a-file>).
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
    let is_number = |rest: &str| {
        matches!(rest, "\u{b9}" | "\u{b2}" | "\u{b3}") || matches!(rest.as_bytes(), [b'0'..=b'9'])
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered.is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::is_device;

    #[test]
    fn devices_have_no_case_and_no_ending() {
        for name in [
            "aux",
            "Con",
            "NUL.rs",
            "prn.tar.gz",
            "com1",
            "LPT9.rs",
            "com0",
            "COM\u{b2}",
            "CONIN$",
            "conout$.rs",
            "con .rs",
        ] {
            assert!(is_device(name), "{name}");
        }
        for name in ["auxiliary", "com", "com10", "lpt_1", "conin", "aux_.rs", "", ".nul", "nulls"]
        {
            assert!(!is_device(name), "{name}");
        }
    }
}
