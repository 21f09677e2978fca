//! Random numbers for pauses and ids. They are not suitable as secrets.

use std::time::Duration;

/// A number that is unique in this process and elsewhere: a hash of what differs between calls,
/// keyed by the standard library with random numbers of the system.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub(crate) fn random() -> Option<u64> {
    use std::hash::{BuildHasher, Hasher, RandomState};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{SystemTime, UNIX_EPOCH};

    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_usize(CALLS.fetch_add(1, Ordering::Relaxed));
    hasher
        .write_u128(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos()));
    // The keys of a process that forked are those of its parent.
    #[cfg(not(target_family = "wasm"))]
    hasher.write_u32(std::process::id());
    Some(hasher.finish())
}

/// On this target, the standard library's keys are always the same, so the random number comes from
/// JavaScript. If there is none, it is not random.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub(crate) fn random() -> Option<u64> {
    #[cfg(feature = "reqwest")]
    return super::browser::random();
    #[cfg(not(feature = "reqwest"))]
    return None;
}

/// A random duration from zero to this one, uniformly distributed. Without random numbers, this
/// one.
pub(crate) fn up_to(limit: Duration) -> Duration {
    let Some(random) = random() else { return limit };
    let nanoseconds = (limit.as_nanos().min(u128::from(u64::MAX)) * u128::from(random)) >> 64;
    Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX))
}

/// A UUID of version 4 (RFC 9562).
pub(crate) fn uuid() -> Option<String> {
    let (high, low) = (random()?, random()?);
    let (version, variant) = (high & 0xFFF | 0x4000, low >> 48 & 0x3FFF | 0x8000);
    let (time, node) = (high >> 32, low & 0xFFFF_FFFF_FFFF);
    Some(format!("{time:08x}-{:04x}-{version:04x}-{variant:04x}-{node:012x}", high >> 16 & 0xFFFF))
}
