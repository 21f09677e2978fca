//! Prints the figures as a table.

use oasmith::diagnostic::visible;

use super::figures::{Figures, GeneratorFigures, Median};
use super::generator::Generator;
use super::usage::Usage;

const COLUMNS: [&str; 10] = [
    "document",
    "generator",
    "wall",
    "CPU",
    "MB",
    "lines",
    "check",
    "check MB",
    "build",
    "build MB",
];

/// In columns.
pub fn plain(documents: &[Figures]) -> String {
    let lines = lines(documents);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> =
        (0..COLUMNS.len()).map(|column| width(column).unwrap_or_default()).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text += cells.collect::<Vec<_>>().join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// As Markdown.
pub fn markdown(documents: &[Figures]) -> String {
    let mut lines = lines(documents).into_iter();
    let row = |cells: [String; COLUMNS.len()]| format!("| {} |\n", cells.join(" | "));
    let mut text = lines.next().map(row).unwrap_or_default();
    text += &row(COLUMNS.map(|_| "---".to_owned()));
    text.extend(lines.map(|cells| row(cells.map(|cell| cell.replace('|', "\\|")))));
    text
}

fn lines(documents: &[Figures]) -> Vec<[String; COLUMNS.len()]> {
    let mut lines = vec![COLUMNS.map(str::to_owned)];
    for figures in documents {
        let Some(own) = figures.made.first() else { continue };
        lines.extend(figures.made.iter().map(|made| cells(&visible(&figures.document), made, own)));
    }
    lines
}

fn cells(
    document: &str,
    made: &GeneratorFigures,
    own: &GeneratorFigures,
) -> [String; COLUMNS.len()] {
    let (document, generator) = (document.to_owned(), made.generator.name().to_owned());
    if !made.is_generated() {
        let mut cells = COLUMNS.map(|_| "-".to_owned());
        let [first, second, third, ..] = &mut cells;
        (*first, *second, *third) = (document, generator, "failed".to_owned());
        return cells;
    }
    let wall = |usage: &Usage| Some(usage.wall);
    let cpu = |usage: &Usage| usage.cpu;
    let peak = |usage: &Usage| usage.peak.map(|peak| peak as f64 / 1024.0);
    let cell = |values: fn(&GeneratorFigures) -> &[Usage],
                of: &dyn Fn(&Usage) -> Option<f64>,
                digits: usize| {
        let (values, others) = (values(made), values(own));
        if values.iter().any(|usage| !usage.succeeded) {
            return "failed".to_owned();
        }
        let figures = |usages: &[Usage]| usages.iter().filter_map(of).collect::<Vec<f64>>();
        let median = Median::of(&figures(values), &figures(others));
        median.map_or_else(|| "-".to_owned(), |median| figure(median, made.generator, digits))
    };
    [
        document,
        generator,
        cell(|made| &made.generation, &wall, 2),
        cell(|made| &made.generation, &cpu, 2),
        cell(|made| &made.generation, &peak, 0),
        made.lines.to_string(),
        cell(|made| &made.check, &cpu, 1),
        cell(|made| &made.check, &peak, 0),
        cell(|made| &made.build, &cpu, 1),
        cell(|made| &made.build, &peak, 0),
    ]
}

/// `0.23 (2.1×)`
fn figure(median: Median, generator: Generator, digits: usize) -> String {
    let value = format!("{:.digits$}", median.value);
    match median.ratio.filter(|_| generator != Generator::Own) {
        Some(ratio) => format!("{value} ({ratio:.1}×)"),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::super::figures::{Figures, GeneratorFigures};
    use super::super::generator::Generator;
    use super::super::usage::Usage;

    #[test]
    fn ratios_are_to_this_generator() {
        let usage =
            |succeeded, wall| Usage { succeeded, wall, cpu: Some(wall * 2.0), peak: Some(2048) };
        let own = GeneratorFigures {
            lines: 10,
            generation: vec![usage(true, 0.5)],
            check: vec![usage(true, 1.0)],
            ..GeneratorFigures::new(Generator::Own)
        };
        let peer = GeneratorFigures {
            lines: 30,
            generation: vec![usage(true, 1.0)],
            check: vec![usage(false, 9.0)],
            ..GeneratorFigures::new(Generator::Ploidy)
        };
        let failed = GeneratorFigures {
            generation: vec![usage(false, 1.0)],
            ..GeneratorFigures::new(Generator::Progenitor)
        };
        let figures = Figures { document: "pets".to_owned(), made: vec![own, peer, failed] };
        let expected = "\
| document | generator | wall | CPU | MB | lines | check | check MB | build | build MB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| pets | oasmith | 0.50 | 1.00 | 2 | 10 | 2.0 | 2 | - | - |
| pets | ploidy | 1.00 (2.0×) | 2.00 (2.0×) | 2 (1.0×) | 30 | failed | failed | - | - |
| pets | progenitor | failed | - | - | - | - | - | - | - |
";
        assert_eq!(super::markdown(&[figures]), expected);
    }
}
