//! Words that no rule can split: names that have capitals inside, and initialisms.

/// Names with capitals inside, as they are written, each with its form in a type name.
const BRANDS: &[(&str, &str)] = &[
    ("2FA", "2fa"),
    ("3DS", "3ds"),
    ("BitBucket", "Bitbucket"),
    ("CentOS", "CentOs"),
    ("DDoS", "Ddos"),
    ("DevOps", "DevOps"),
    ("DynamoDB", "DynamoDb"),
    ("eBay", "Ebay"),
    ("eMail", "Email"),
    ("ETag", "Etag"),
    ("FreeBSD", "FreeBsd"),
    ("GitHub", "GitHub"),
    ("GitLab", "GitLab"),
    ("GraphQL", "GraphQl"),
    ("IaaS", "Iaas"),
    ("iCloud", "Icloud"),
    ("IoT", "Iot"),
    ("iPad", "Ipad"),
    ("iPhone", "Iphone"),
    ("IPsec", "Ipsec"),
    ("JavaScript", "JavaScript"),
    ("LinkedIn", "LinkedIn"),
    ("macOS", "MacOs"),
    ("MariaDB", "MariaDb"),
    ("MongoDB", "MongoDb"),
    ("MySQL", "MySql"),
    ("NoSQL", "NoSql"),
    ("OAuth", "OAuth"),
    ("OpenAPI", "OpenApi"),
    ("OpenID", "OpenId"),
    ("OpenSSL", "OpenSsl"),
    ("PaaS", "Paas"),
    ("PayPal", "PayPal"),
    ("PhD", "Phd"),
    ("PostgreSQL", "PostgreSql"),
    ("QoS", "Qos"),
    ("SaaS", "Saas"),
    ("SQLite", "Sqlite"),
    ("TikTok", "TikTok"),
    ("TypeScript", "TypeScript"),
    ("VMware", "Vmware"),
    ("VoIP", "Voip"),
    ("WebRTC", "WebRtc"),
    ("WhatsApp", "WhatsApp"),
    ("WiFi", "WiFi"),
    ("WordPress", "WordPress"),
    ("YouTube", "YouTube"),
];

/// Initialisms that are common in APIs. Most are recognized by their capitals alone; these also
/// where another word follows without a capital, or another initialism.
const INITIALISMS: &[&str] = &[
    "ACL", "AI", "API", "AWS", "CD", "CDN", "CI", "CIDR", "CPU", "CRM", "CSS", "CSV", "DB", "DNS",
    "FTP", "GCP", "GPU", "GUID", "HTML", "HTTP", "HTTPS", "IAM", "ID", "IP", "JSON", "JWT", "LDAP",
    "MFA", "OTP", "PDF", "PNG", "RAM", "REST", "RPC", "SAML", "SDK", "SKU", "SLA", "SMS", "SMTP",
    "SQL", "SSH", "SSL", "SSO", "TCP", "TLS", "TTL", "UDP", "UI", "UID", "URI", "URL", "UUID",
    "VM", "VPC", "VPN", "XML",
];

/// The length of a brand that text starts with, if the text has it as a whole word. The case of its
/// first letter does not matter: `gitHub` is `GitHub` in camel case.
pub fn at_start(text: &str) -> Option<usize> {
    let first = text.as_bytes().first()?.to_ascii_lowercase();
    let is_here = |brand: &str| {
        let same_first = brand.as_bytes().first().map(u8::to_ascii_lowercase) == Some(first);
        same_first
            && text.get(1..brand.len()) == brand.get(1..)
            && text.as_bytes().get(brand.len()..).is_some_and(ends_word)
    };
    BRANDS.iter().map(|(brand, _)| *brand).find(|brand| is_here(brand)).map(str::len)
}

/// Whether a word can end before these letters; a plural or a version may follow.
fn ends_word(rest: &[u8]) -> bool {
    match rest {
        [b'a'..=b'z'] => rest == b"s",
        [b's', next, ..] => !next.is_ascii_lowercase(),
        [b'v', next, ..] => next.is_ascii_digit(),
        [b'a'..=b'z', ..] => false,
        _ => true,
    }
}

/// A word in a type name, if it is a brand, in the plural or with a number at its end.
pub fn in_type_name(word: &str) -> Option<(&'static str, &str)> {
    let first = word.as_bytes().first()?.to_ascii_lowercase();
    BRANDS.iter().find_map(|(brand, name)| {
        if brand.as_bytes().first()?.to_ascii_lowercase() != first {
            return None;
        }
        let (start, rest) = word.split_at_checked(brand.len())?;
        let is_end =
            rest.eq_ignore_ascii_case("s") || rest.bytes().all(|byte| byte.is_ascii_digit());
        (is_end && start.eq_ignore_ascii_case(brand)).then_some((*name, rest))
    })
}

/// Whether capitals are a common initialism.
pub fn is_initialism(capitals: &[u8]) -> bool {
    INITIALISMS.iter().any(|initialism| initialism.as_bytes() == capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_starts_a_word_and_ends_it() {
        for (text, length) in [
            ("GitHub", Some(6)),
            ("gitHubRepo", Some(6)),
            ("OAuth2", Some(5)),
            ("OpenAPIs", Some(7)),
            ("OpenAPIv3", Some(7)),
            ("GitHubbed", None),
            ("Git", None),
            ("github", None),
        ] {
            assert_eq!(at_start(text), length, "{text}");
        }
    }

    #[test]
    fn a_brand_has_one_form_in_type_names() {
        assert_eq!(in_type_name("github"), Some(("GitHub", "")));
        assert_eq!(in_type_name("oauth2"), Some(("OAuth", "2")));
        assert_eq!(in_type_name("ETAGS"), Some(("Etag", "S")));
        assert_eq!(in_type_name("githubber"), None);
    }

    #[test]
    fn the_form_in_type_names_has_the_letters_of_the_brand() {
        for (brand, name) in BRANDS {
            assert!(brand.eq_ignore_ascii_case(name), "{brand}");
        }
    }
}
