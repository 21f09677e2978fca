//! Reading and writing JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::finite::Finite;
use serde_json::Value as Json;

/// The byte order mark, which a reader may ignore (RFC 8259, section 8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a value from a text that must be UTF-8 (RFC 8259, section 8.1). Checking the whole text
/// once is faster than checking each string.
///
/// Whole numbers with a fraction or an exponent, such as `1.0`, are integers where integers are
/// expected (JSON Schema 2020-12, section 6.1.1).
pub(crate) fn from_slice<T: DeserializeOwned>(text: &[u8]) -> Result<T, serde_json::Error> {
    let text = without_mark(text);
    let Ok(text) = std::str::from_utf8(text) else { return Err(not_utf8(text)) };
    let mut result = serde_json::from_str(text);
    if let Err(error) = &result
        && error.is_data()
        && let Some(rewritten) = Rewritten::new(text)
    {
        result = serde_json::from_str(&rewritten.text)
            .map_err(|error| rewritten.located_in(text, &error));
    }
    result
}

/// The text after a byte order mark.
pub(crate) fn without_mark(text: &[u8]) -> &[u8] {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}

/// Writes a value. NaN and infinity are errors: JSON has no such numbers (RFC 8259, section 6), and
/// `serde_json` would write `null`.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    write(&mut text, value)?;
    Ok(text)
}

/// Appends a value to a text.
pub(crate) fn write<T: Serialize + ?Sized>(
    text: &mut Vec<u8>,
    value: &T,
) -> Result<(), serde_json::Error> {
    value.serialize(Finite(&mut serde_json::Serializer::new(text)))
}

/// The error of `serde_json` for a text that is not UTF-8, with its location.
fn not_utf8(text: &[u8]) -> serde_json::Error {
    let read = serde_json::from_slice::<Json>(text);
    read.err().unwrap_or_else(|| serde::de::Error::custom("the text is not UTF-8"))
}

/// A copy of a text in which each integer of at most 64 bits has only digits. It is needed only if
/// the text itself cannot be read.
struct Rewritten {
    text: String,
    /// The end of each rewritten number, in this text and in the original.
    ends: Vec<(usize, usize)>,
}

impl Rewritten {
    /// `None` if there is nothing to rewrite.
    fn new(original: &str) -> Option<Self> {
        let mut rewritten = Self { text: String::new(), ends: Vec::new() };
        let (mut copied, mut from) = (0, 0);
        let bytes = original.as_bytes();
        while let Some(byte) = bytes.get(from) {
            match byte {
                b'"' => from = end_of_string(bytes, from + 1),
                b'-' | b'0'..=b'9' => {
                    let end = from
                        + bytes.iter().skip(from).take_while(|byte| is_of_number(**byte)).count();
                    let number = original.get(from..end).and_then(integer);
                    if let (Some(before), Some(number)) = (original.get(copied..from), number) {
                        rewritten.text.push_str(before);
                        rewritten.text.push_str(&number.to_string());
                        rewritten.ends.push((rewritten.text.len(), end));
                        copied = end;
                    }
                    from = end;
                }
                _ => from += 1,
            }
        }
        rewritten.text.push_str(original.get(copied..)?);
        (!rewritten.ends.is_empty()).then_some(rewritten)
    }

    /// An error in this text, with its location in the original.
    fn located_in(&self, original: &str, error: &serde_json::Error) -> serde_json::Error {
        let line = error.line();
        let offset = start_of_line(&self.text, line).saturating_add(error.column());
        let before = self.ends.partition_point(|(end, _)| *end <= offset).checked_sub(1);
        let (end, original_end) =
            before.and_then(|index| self.ends.get(index)).copied().unwrap_or_default();
        let offset = (offset - end).saturating_add(original_end);
        let column = offset.saturating_sub(start_of_line(original, line));
        let message = error.to_string();
        let message =
            message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        // `serde_json` reads the location from the end of a message.
        serde::de::Error::custom(format_args!("{message} at line {line} column {column}"))
    }
}

/// Where a line starts, counted from 1.
fn start_of_line(text: &str, line: usize) -> usize {
    let lines = text.split_inclusive('\n');
    lines.take(line.saturating_sub(1)).map(str::len).sum()
}

fn end_of_string(text: &[u8], mut from: usize) -> usize {
    while let Some(byte) = text.get(from) {
        match byte {
            b'"' => return from + 1,
            b'\\' => from += 2,
            _ => from += 1,
        }
    }
    text.len()
}

fn is_of_number(byte: u8) -> bool {
    matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')
}

/// The exact integer of a number that is not written as one, such as `-0`, `1.0` and `2.5e1`,
/// without converting it to a double.
fn integer(number: &str) -> Option<i128> {
    /// The maximum number of digits of a 64-bit number.
    const DIGITS: i64 = 20;
    let (sign, unsigned) = number.strip_prefix('-').map_or((1, number), |rest| (-1, rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if unsigned == whole && number != "-0" {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    let digits = [whole, fraction].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Some(0);
    }
    let exponent =
        exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?.checked_add(exponent)?;
    if !(0..=DIGITS).contains(&zeros) || significant.len() > DIGITS as usize {
        return None;
    }
    let value = significant
        .parse::<i128>()
        .ok()?
        .checked_mul(10_i128.checked_pow(u32::try_from(zeros).ok()?)?)?;
    let value = sign * value;
    (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_that_is_not_utf8_is_an_error_with_a_location() {
        for (text, column) in [
            (&b"{\"a\": \"\xff\"}"[..], 8),
            (b"{\"\xff\": 1}", 3),
            (b"[1, \xff]", 5),
            (b"\xff", 1),
            (b"1 \xff", 3),
        ] {
            let error = from_slice::<serde::de::IgnoredAny>(text).unwrap_err();
            assert_eq!((error.line(), error.column()), (1, column), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_text_that_is_utf8_is_read() {
        assert_eq!(from_slice::<String>("\"Müller\"".as_bytes()).unwrap(), "Müller");
        assert!(from_slice::<String>(b"\"").is_err());
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_once() {
        assert_eq!(from_slice::<Json>("\u{feff}[1]".as_bytes()).unwrap(), json!([1]));
        assert!(from_slice::<Json>("\u{feff}\u{feff}[1]".as_bytes()).is_err());
        assert!(from_slice::<Json>("[1\u{feff}]".as_bytes()).is_err());
    }

    #[test]
    fn whole_numbers_are_integers_where_integers_are_expected() {
        for (number, expected) in [
            ("1.0", Some(1)),
            ("1e3", Some(1000)),
            ("1E+3", Some(1000)),
            ("-0", Some(0)),
            ("-0.0e5", Some(0)),
            ("2.50e1", Some(25)),
            ("-12300e-2", Some(-123)),
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("-9223372036854775808.0", Some(i64::MIN)),
            ("9223372036854775808.0", None),
            ("1.5", None),
            ("1e-1", None),
            ("1e400", None),
            ("1e99999999999999999999", None),
        ] {
            assert_eq!(from_slice::<i64>(number.as_bytes()).ok(), expected, "{number}");
            let list = format!("{{\"a\\\"1.0\": [ {number} ,7 ]}}");
            let read = from_slice::<std::collections::BTreeMap<String, Vec<i64>>>(list.as_bytes());
            assert_eq!(
                read.ok().map(|map| map["a\"1.0"].clone()),
                expected.map(|number| vec![number, 7]),
                "{list}"
            );
        }
        assert_eq!(from_slice::<u64>(b"18446744073709551615.0").unwrap(), u64::MAX);
        assert!(from_slice::<u64>(b"-1.0").is_err());
    }

    #[test]
    fn what_is_read_as_it_is_stays_what_it_is() {
        assert_eq!(from_slice::<Json>(b"[1.0, -0, \"1.0\"]").unwrap(), json!([1.0, -0.0, "1.0"]));
        assert!(from_slice::<f64>(b"-0").unwrap().is_sign_negative());
    }

    #[test]
    fn an_error_beside_whole_numbers_has_a_location() {
        let error = from_slice::<Vec<i64>>(b"[1.0, 2.5]").unwrap_err().to_string();
        assert_eq!(error, "invalid type: floating point `2.5`, expected i64 at line 1 column 9");
        type Lists = std::collections::BTreeMap<String, Vec<i64>>;
        for (text, path) in [
            (r#"{"a":[1.0,1.0,1.00],"b":[1.000],"c":["x"],"d":[]}"#, "$.c[0]"),
            (r#"{"a":[1e3,1e15,1e15],"b":["x"],"c":[1e3],"d":[]}"#, "$.b[0]"),
            (
                "{\"a\": [1e15, 1.0],\n \"b\": [1.0000],\n \"c\": [-0, 7, \"x\", 1e15], \"d\": []}",
                "$.c[2]",
            ),
            ("{\"a\": [1e15],\n \"b\": [1e15, 2.5]}", "$.b[1]"),
        ] {
            let error = from_slice::<Lists>(text.as_bytes()).unwrap_err();
            let found =
                super::super::error_path::json_path(text.as_bytes(), error.line(), error.column());
            assert_eq!(found, path, "{error}");
        }
    }

    #[test]
    fn what_is_no_number_of_json_is_not_written() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(to_vec(&number).is_err());
            assert!(to_vec(&json!({})).is_ok() && to_vec(&[Some(number)]).is_err());
            let map = std::collections::BTreeMap::from([("a", (1, [number as f32]))]);
            assert!(to_vec(&map).unwrap_err().to_string().contains("NaN and infinity"));
        }
        #[derive(Serialize)]
        enum Value {
            Unit,
            Newtype(f64),
            Tuple(f64, u8),
            Struct { a: Option<f64> },
        }
        let values =
            [Value::Unit, Value::Newtype(1.5), Value::Tuple(-0.0, 1), Value::Struct { a: None }];
        assert_eq!(to_vec(&values).unwrap(), serde_json::to_vec(&values).unwrap());
        for value in [
            Value::Newtype(f64::NAN),
            Value::Tuple(f64::NAN, 1),
            Value::Struct { a: Some(f64::NAN) },
        ] {
            assert!(to_vec(&value).is_err());
        }
    }
}
