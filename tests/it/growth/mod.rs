//! Time and memory grow at most in proportion to a document, times a logarithm.
//!
//! Each [`Shape`] makes a document of any size. It is generated, compared, linted or searched for
//! examples at a size and at four times that size. CPU time (of crates, less that of an empty
//! document) and the peak of allocated memory must grow by at most [`GROWTH`] for each doubling of
//! the document's bytes.
//!
//! `OASMITH_ONLY` selects the shapes whose name contains its value; without it, only complete runs
//! measure all of them. For eight times the sizes of the table instead of twice, which shows what
//! small sizes hide, and with every figure:
//!
//! ```sh
//! OASMITH_TEST_ALL=1 OASMITH_GROWTH_SCALE=8 cargo test --profile fuzz -p oasmith-tests --test it growth:: -- --nocapture
//! ```

mod changes;
mod document;
mod files;
mod measure;
mod operations;
mod schemas;
mod surroundings;
mod texts;
mod unions;
mod warnings;

use std::env;
use std::sync::{Mutex, PoisonError};
use std::thread;

use oasmith_tests::{extent, process};

use measure::{Measure, Shape, Through};

/// The maximum growth of time and memory per doubling of a document.
const GROWTH: f64 = 2.4;

/// Incomplete runs measure one of this many shapes in a table.
const SAMPLE: usize = 40;

/// How often a shape is measured before it counts as too slow: other processes can only increase a
/// measurement.
const ROUNDS: usize = 6;

/// Growth of time that other processes cannot cause.
const HOPELESS: f64 = 3.0;

/// Set in the process that measures.
const CHILD: &str = "OASMITH_GROWTH_CHILD";

/// Runs a test of this module in a separate process, because CPU time and memory are those of a
/// process. Only one such process runs at a time.
fn check(test: &str, shapes: &[Shape]) {
    static ALONE: Mutex<()> = Mutex::new(());
    if env::var_os(CHILD).is_some() {
        return measure_all(shapes);
    }
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut command = process::alone(module_path!(), test);
    let output = command.env(CHILD, "1").output().expect("the test can be run again");
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{errors}");
}

/// Measures the shapes whose name contains `OASMITH_ONLY`, or all, one after the other.
fn measure_all(shapes: &[Shape]) {
    let only = env::var("OASMITH_ONLY").unwrap_or_default();
    let nth = if only.is_empty() { SAMPLE } else { 1 };
    let shapes = || extent::sample(shapes.iter().filter(|shape| shape.name.contains(&only)), nth);
    let scale =
        env::var("OASMITH_GROWTH_SCALE").map_or(2, |scale| scale.parse().expect("a number"));
    let work = || {
        let empty = measure::empty();
        shapes().filter_map(|shape| too_slow(shape, scale, empty)).collect::<Vec<_>>()
    };
    // The stack size of a main thread; test threads have a smaller one.
    let slow = thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(8 * 1024 * 1024).spawn_scoped(scope, work);
        thread.expect("a thread").join().expect("no panic")
    });
    assert!(slow.is_empty(), "more than {GROWTH} per doubling:\n{}", slow.join("\n"));
}

/// The message about a shape that grows too fast.
fn too_slow(shape: &Shape, scale: usize, empty: Measure) -> Option<String> {
    // Only a crate has a runtime, which takes most of the time of an empty document.
    let empty = if matches!(shape.through, Through::Generate) { empty } else { Measure::NOTHING };
    let size = (shape.size * scale).min(shape.most / 4);
    let (small, large) = (shape.document(size), shape.document(size * 4));
    let mut best = (Measure::WORST, Measure::WORST);
    for round in 1..=ROUNDS {
        let measured = small.measure(shape).and_then(|small| Ok((small, large.measure(shape)?)));
        best = match measured {
            Ok(measured) => (best.0.min(measured.0), best.1.min(measured.1)),
            Err(error) => return Some(format!("{}: {error}", shape.name)),
        };
        let doublings = (large.bytes as f64 / small.bytes as f64).log2();
        let growth = best.1.growth_from(best.0, empty, doublings);
        let is_well = growth.time <= GROWTH && growth.memory <= GROWTH;
        let is_hopeless = growth.time > HOPELESS || growth.memory > GROWTH;
        if is_well || round > 1 && is_hopeless || shape.is_slow || round == ROUNDS {
            let figures = format!(
                "{}: {size} to {}, {} kB to {} kB: time x{:.2}, {:.0} ms to {:.0} ms; memory x{:.2}, {:.1} MB to {:.1} MB",
                shape.name,
                size * 4,
                small.bytes / 1000,
                large.bytes / 1000,
                growth.time,
                best.0.time * 1e3,
                best.1.time * 1e3,
                growth.memory,
                best.0.memory / 1e6,
                best.1.memory / 1e6,
            );
            println!("{}{figures}", if is_well { "" } else { "TOO MUCH: " });
            return (!is_well && !shape.is_slow).then_some(figures);
        }
    }
    None
}

#[test]
fn schemas() {
    check("schemas", schemas::SHAPES);
}

#[test]
fn unions() {
    check("unions", unions::SHAPES);
}

#[test]
fn operations() {
    check("operations", operations::SHAPES);
}

#[test]
fn surroundings() {
    check("surroundings", surroundings::SHAPES);
}

#[test]
fn texts() {
    check("texts", texts::SHAPES);
}

#[test]
fn files() {
    check("files", files::SHAPES);
}

#[test]
fn changes() {
    check("changes", changes::SHAPES);
}

#[test]
fn warnings_and_examples() {
    check("warnings_and_examples", warnings::SHAPES);
}
