//! Splits text into words, as people read them.
//!
//! Capitals, digits and separators decide. An initialism is one word with its plural, such as
//! `VPCs`. A version is another word, except in `IPv6`. Tables in [`brand`] list words that no rule
//! can know, such as `GitHub`.

use super::{brand, spelling};

/// Calls `sink` with each word of a text, in the case of the text. Words are ASCII letters and
/// digits.
pub fn for_each(text: &str, mut sink: impl FnMut(&str)) {
    let starts_plain = text.starts_with(|first: char| first.is_ascii_alphanumeric());
    if starts_plain && text.bytes().all(is_plain) {
        split_ascii(text, &mut sink);
    } else {
        split_ascii(&spelling::to_ascii(text), &mut sink);
    }
}

/// The words of a text, in lower case.
pub fn lower_case(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for_each(text, |word| words.push(word.to_ascii_lowercase()));
    words
}

/// Whether a byte that is not the first is always part of a word, or always a separator.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b' ' | b'.' | b'/')
}

fn split_ascii(text: &str, sink: &mut impl FnMut(&str)) {
    let runs = text.split(|character: char| !character.is_ascii_alphanumeric());
    for run in runs.filter(|run| !run.is_empty()) {
        split_run(run, sink);
    }
}

/// Splits letters and digits that no separator divides.
fn split_run(run: &str, sink: &mut impl FnMut(&str)) {
    let letters = Run(run.as_bytes());
    let mut rest = run;
    while !rest.is_empty() {
        let start = run.len() - rest.len();
        let brand = brand::at_start(rest);
        let mut end = start + brand.unwrap_or(1);
        let is_over = brand.is_some() && letters.kind(end) == LetterKind::Upper;
        while end < run.len() && !is_over && !letters.starts_word(end) {
            end += 1;
        }
        let (word, others) = rest.split_at_checked(end - start).unwrap_or((rest, ""));
        sink(word);
        rest = others;
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum LetterKind {
    Lower,
    Upper,
    Digit,
    /// Outside of the run.
    Outside,
}

/// ASCII letters and digits that no separator divides.
struct Run<'a>(&'a [u8]);

impl Run<'_> {
    fn kind(&self, at: usize) -> LetterKind {
        match self.0.get(at) {
            Some(b'a'..=b'z') => LetterKind::Lower,
            Some(b'A'..=b'Z') => LetterKind::Upper,
            Some(_) => LetterKind::Digit,
            None => LetterKind::Outside,
        }
    }

    /// Whether a word starts at `at`, which is not the start of the run.
    fn starts_word(&self, at: usize) -> bool {
        match (self.kind(at - 1), self.kind(at)) {
            // `firstName`, but not `gRPC`.
            (LetterKind::Lower, LetterKind::Upper) => at > 1 || self.capitals(at) < 2,
            (LetterKind::Upper, LetterKind::Upper) => self.starts_after_capital(at),
            (LetterKind::Upper, LetterKind::Lower) => {
                self.starts_version(at) || self.follows_initialism(at)
            }
            (LetterKind::Digit, LetterKind::Upper) => self.starts_after_digits(at),
            (LetterKind::Lower, LetterKind::Digit) => self.starts_number(at),
            _ => false,
        }
    }

    /// `Server` in `HTTPServer`, `URL` in `HTMLURL`; not the `C` of `VPCs` and the `H` of `SSHkey`.
    fn starts_after_capital(&self, at: usize) -> bool {
        if self.kind(at + 1) == LetterKind::Lower && !self.is_suffix(at + 1) {
            return !self.follows_initialism(at + 1);
        }
        let start = self.start_of(LetterKind::Upper, at);
        let end = at + self.capitals(at);
        self.is_initialism(start, at) && self.is_initialism(at, end)
    }

    /// Whether lower-case letters are a word of their own, as in `SSHkey`. In `UIDesign` they are
    /// not, as `UI` is an initialism, too. Two letters are not enough: `UInt` is no `UI`.
    fn follows_initialism(&self, at: usize) -> bool {
        let start = self.start_of(LetterKind::Upper, at);
        at - start > 2
            && self.kind(at + 1) == LetterKind::Lower
            && self.is_initialism(start, at)
            && !self.is_initialism(start, at - 1)
    }

    /// `v1` in `TLSv1`. `IPv4` is one word.
    fn starts_version(&self, at: usize) -> bool {
        let start = self.start_of(LetterKind::Upper, at);
        let capitals = self.0.get(start..at).unwrap_or_default();
        self.0.get(at) == Some(&b'v')
            && self.kind(at + 1) == LetterKind::Digit
            && capitals.len() > 1
            && !capitals.ends_with(b"IP")
    }

    /// `Hash` in `MD5Hash`, `API` in `S3API`. A number at the start keeps its capitals (`10MB`),
    /// any number keeps a single one (`P2P`, `200K`).
    fn starts_after_digits(&self, at: usize) -> bool {
        let is_first = self.start_of(LetterKind::Digit, at) == 0;
        match self.capitals(at) {
            0 => true,
            1 => false,
            _ => !is_first,
        }
    }

    /// `200K` in `over200K`, `2FA` in `enable2FA`; not `15` in `load15`.
    fn starts_number(&self, at: usize) -> bool {
        let end = at + self.0.iter().skip(at).take_while(|byte| byte.is_ascii_digit()).count();
        let has_unit = self.capitals(end) == 1 && at > 1 && self.kind(at - 2) == LetterKind::Lower;
        let rest = self.0.get(at..).and_then(|rest| std::str::from_utf8(rest).ok());
        has_unit || rest.is_some_and(|rest| brand::at_start(rest).is_some())
    }

    /// How many capitals there are from `at`, without one that starts a capitalized word.
    fn capitals(&self, at: usize) -> usize {
        let count = self.0.iter().skip(at).take_while(|byte| byte.is_ascii_uppercase()).count();
        let end = at + count;
        let has_word = self.kind(end) == LetterKind::Lower && !(count > 1 && self.is_suffix(end));
        if has_word { count.saturating_sub(1) } else { count }
    }

    /// Whether lower-case letters at `at` belong to the capitals before: the plural of an
    /// initialism (`VPCs`, `OSes`) or its version (`IPv6`, `TLSv1`).
    fn is_suffix(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.0.get(before));
        match (self.0.get(at), self.0.get(at + 1)) {
            (Some(b's'), _) => self.kind(at + 1) != LetterKind::Lower,
            (Some(b'e'), Some(b's')) => {
                before == Some(&b'S') && self.kind(at + 2) != LetterKind::Lower
            }
            (Some(b'v'), _) => self.kind(at + 1) == LetterKind::Digit,
            _ => false,
        }
    }

    fn is_initialism(&self, start: usize, end: usize) -> bool {
        self.0.get(start..end).is_some_and(brand::is_initialism)
    }

    /// Where letters of one kind start that end before `end`.
    fn start_of(&self, kind: LetterKind, end: usize) -> usize {
        let before = (0..end).rev().take_while(|at| self.kind(*at) == kind);
        end - before.count()
    }
}

#[cfg(test)]
mod tests {
    use super::lower_case;

    fn split(text: &str) -> String {
        lower_case(text).join(" ")
    }

    #[test]
    fn capitals_and_separators_divide_words() {
        for (text, words) in [
            ("firstName", "first name"),
            ("FirstName", "first name"),
            ("first_name", "first name"),
            ("first-name.last/name", "first name last name"),
            ("FIRST_NAME", "first name"),
            ("first_LastName", "first last name"),
            ("HTTPServer", "http server"),
            ("aTag", "a tag"),
            ("RetrieveACoupon", "retrieve a coupon"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }

    #[test]
    fn an_initialism_keeps_its_plural() {
        for (text, words) in [
            ("VPCs", "vpcs"),
            ("floatingIPsAction", "floating ips action"),
            ("userIDs", "user ids"),
            ("OSes", "oses"),
            ("DBsResponse", "dbs response"),
            ("IPv6", "ipv6"),
            ("reservedIPv6Actions", "reserved ipv6 actions"),
            ("TLSv1.2", "tls v1 2"),
            ("UUIDv4", "uuid v4"),
            ("SSHKeys", "ssh keys"),
            ("HTTPStatus", "http status"),
            ("IsAvailable", "is available"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }

    #[test]
    fn a_known_initialism_ends_where_lower_case_starts() {
        for (text, words) in [
            ("SSHkey", "ssh key"),
            ("APIkeyList", "api key list"),
            ("HTMLURL", "html url"),
            ("vpcID", "vpc id"),
            ("VPCID", "vpc id"),
            ("VPCIDs", "vpc ids"),
            ("UIDesign", "ui design"),
            ("HTTPSomething", "http something"),
            ("IPAddress", "ip address"),
            ("UInt32Type", "u int32 type"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }

    #[test]
    fn digits_belong_to_what_is_before_or_have_a_unit() {
        for (text, words) in [
            ("line1", "line1"),
            ("load15Metrics", "load15 metrics"),
            ("sha256Hash", "sha256 hash"),
            ("MD5Hash", "md5 hash"),
            ("X509Certificate", "x509 certificate"),
            ("S3Bucket", "s3 bucket"),
            ("S3API", "s3 api"),
            ("v2API", "v2 api"),
            ("EC2Instance", "ec2 instance"),
            ("K8sCluster", "k8s cluster"),
            ("K8SCluster", "k8s cluster"),
            ("P2P", "p2p"),
            ("I18N", "i18n"),
            ("E164Number", "e164 number"),
            ("10MB", "10mb"),
            ("2XX", "2xx"),
            ("3DSecure", "3d secure"),
            ("is3DSecure", "is 3d secure"),
            ("experimentalOver200KCache", "experimental over 200k cache"),
            ("1Click", "1 click"),
            ("30Days", "30 days"),
            ("401k", "401k"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }

    #[test]
    fn one_small_letter_before_capitals_is_part_of_the_word() {
        for (text, words) in [
            ("gRPC", "grpc"),
            ("gRPCServer", "grpc server"),
            ("vCPUs", "vcpus"),
            ("mTLSAuth", "mtls auth"),
            ("iOS", "ios"),
            ("xAxis", "x axis"),
            ("aAModel", "a a model"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }

    #[test]
    fn a_brand_is_one_word() {
        for (text, words) in [
            ("GitHubRepo", "github repo"),
            ("gitHubRepos", "github repos"),
            ("OAuth2Client", "oauth2 client"),
            ("registerOAuth2Client", "register oauth2 client"),
            ("OpenAPISpec", "openapi spec"),
            ("OpenAPIv3", "openapi v3"),
            ("GraphQLAPI", "graphql api"),
            ("enable2FA", "enable 2fa"),
            ("2FAEnabled", "2fa enabled"),
            ("macOSVersion", "macos version"),
            ("iPhoneModel", "iphone model"),
            ("ETags", "etags"),
            ("GitHubbed", "git hubbed"),
        ] {
            assert_eq!(split(text), words, "{text}");
        }
    }
}
