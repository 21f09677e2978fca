//! Explanations of the codes: one file `explain/<CODE>.md` for each.
//!
//! A page explains the message and its consequences, names the section of the specification, and
//! shows a wrong and a right example. A test (`tests/it/explain.rs`) runs the examples: a block
//! that starts with ` ```yaml wrong ` raises the code, a block that starts with ` ```yaml right `
//! raises no message. A block is a whole document, or a part that a third word names: `schema`,
//! `operation`, `paths`, `root`, or `overlay` for an overlay. A `toml` block is a manifest, and a
//! `json` block is a document.

use super::Code;

macro_rules! texts {
    ($($id:ident)*) => {
        /// Codes and their texts.
        const TEXTS: &[(&str, &str)] = &[$((stringify!($id), include_str!(concat!(stringify!($id), ".md")))),*];
    };
}

texts! {
    E0101 E0102 E0103 E0104 E0105 E0106 E0107 E0108 E0109 E0110 E0111 E0112 E0113 E0114 E0115 E0116
    E0117 E0119 E0121 E0122 E0123 E0124 E0125 E0126 E0127
    E0201 E0202 E0203 E0204 E0205 E0206 E0207 E0208 E0209 E0210 E0211 E0212 E0213 E0214 E0215 E0216
    E0217 E0218 E0219 E0220 E0221 E0222 E0223 E0224 E0225 E0226 E0227 E0230 E0231 E0233 E0234 E0240 E0241 E0242 E0243
    E0244 E0245 E0246 E0247 E0248 E0249
    E0250 E0251 E0252 E0253 E0254
    E0303 E0306
    E0501 E0502 E0503 E0504 E0505
    W0101 W0102 W0103 W0104 W0105 W0106 W0107 W0108 W0109 W0110 W0150 W0151 W0152 W0153 W0154
    W0157 W0158 W0159 W0160 W0161 W0162 W0163 W0167 W0168 W0169 W0170 W0171
    W0301 W0302 W0303 W0304 W0305 W0306 W0307 W0308 W0309 W0310 W0311 W0312 W0313 W0314 W0315 W0316
    W0317 W0318 W0319 W0320 W0321 W0322 W0323 W0324 W0327 W0328 W0329 W0330 W0331 W0332
    W0333 W0334 W0335 W0336 W0337 W0338 W0339 W0340 W0341 W0342 W0343 W0344 W0345 W0346 W0347 W0348 W0349 W0350 W0351 W0352 W0353 W0354 W0355 W0356
    W0357 W0358 W0359 W0360 W0361 W0362 W0363 W0364 W0365 W0366 W0367 W0370 W0371 W0372 W0373 W0374 W0375 W0376
    W0380
    W0390
    W0401 W0402 W0403 W0404 W0405 W0406
}

/// The explanation of a code, as Markdown. A test fails if there is none.
pub fn text(code: Code) -> Option<&'static str> {
    TEXTS.iter().find(|(id, _)| *id == code.id()).map(|(_, text)| *text)
}

/// The Markdown of an explanation as plain text: blocks of code are indented.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut in_block = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if in_block && !line.is_empty() {
            plain.push_str("    ");
        }
        plain.push_str(line);
        plain.push('\n');
    }
    plain
}
