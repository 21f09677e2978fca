//! Only benchmarks: `cargo bench -p oasmith-speed`.
