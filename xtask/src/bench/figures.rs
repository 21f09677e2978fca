//! The measured times and sizes.

use super::Step;
use super::generator::Generator;
use super::usage::Usage;

/// The measurements of a document.
#[derive(Debug)]
pub struct Figures {
    pub document: String,
    /// The first entry is this generator.
    pub made: Vec<GeneratorFigures>,
}

/// The measurements of one generator, one per round.
#[derive(Debug)]
pub struct GeneratorFigures {
    pub generator: Generator,
    pub generation: Vec<Usage>,
    pub lines: usize,
    pub check: Vec<Usage>,
    pub build: Vec<Usage>,
}

impl GeneratorFigures {
    pub fn new(generator: Generator) -> Self {
        Self { generator, generation: Vec::new(), lines: 0, check: Vec::new(), build: Vec::new() }
    }

    /// Whether a crate was generated.
    pub fn is_generated(&self) -> bool {
        self.generation.iter().all(|usage| usage.succeeded)
    }

    /// Whether a run failed.
    pub fn failed(&self) -> bool {
        !self.generation.iter().chain(&self.check).chain(&self.build).all(|usage| usage.succeeded)
    }

    pub fn compiled(&mut self, step: Step) -> &mut Vec<Usage> {
        match step {
            Step::Check => &mut self.check,
            Step::Build => &mut self.build,
        }
    }
}

/// The median of the measurements, and the median of their ratios to those of another generator in
/// the same round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Median {
    pub value: f64,
    pub ratio: Option<f64>,
}

impl Median {
    /// `None` if there are no measurements.
    pub fn of(values: &[f64], others: &[f64]) -> Option<Self> {
        let ratios = values
            .iter()
            .zip(others)
            .filter(|(_, other)| **other > 0.0)
            .map(|(value, other)| value / other);
        Some(Self { value: middle(values.to_vec())?, ratio: middle(ratios.collect()) })
    }
}

fn middle(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    let lower = values.get(values.len().checked_sub(1)? / 2)?;
    Some((upper + lower) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::Median;

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(Median::of(&[], &[1.0]), None);
        assert_eq!(Median::of(&[3.0, 1.0, 2.0], &[]), Some(Median { value: 2.0, ratio: None }));
        assert_eq!(
            Median::of(&[4.0, 1.0], &[2.0, 1.0]),
            Some(Median { value: 2.5, ratio: Some(1.5) })
        );
        assert_eq!(Median::of(&[1.0], &[0.0]), Some(Median { value: 1.0, ratio: None }));
    }
}
