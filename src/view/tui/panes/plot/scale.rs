//! An axis: where a value lies between its two ends, and the marks on it. Any numbers at all: 0, one value, `u64::MAX`.

use crate::event::{Micros, thousands};
use crate::lesson::{Scale, Unit};
use crate::view::words;

/// The two ends of an axis and how it is divided.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    scale: Scale,
    /// Both as they lie on the axis: by powers of ten where it is logarithmic.
    low: f64,
    high: f64,
}

impl Range {
    /// An axis on which all these values lie, its ends at round numbers.
    pub(super) fn over(scale: Scale, values: impl Iterator<Item = u64>) -> Range {
        let (least, most) = values.fold((u64::MAX, 0), |(least, most), value| (least.min(value), most.max(value)));
        match scale {
            Scale::Linear => Range { scale, low: 0.0, high: round_up(most.max(1)) },
            Scale::Log => {
                let low = power(least.min(most)).floor();
                let high = power(most).ceil();
                Range { scale, low, high: if high > low { high } else { low + 1.0 } }
            }
        }
    }

    /// The same without rounding at a logarithmic axis: it begins at the least value and ends at the greatest.
    pub(super) fn between(scale: Scale, values: impl Iterator<Item = u64> + Clone) -> Range {
        let round = Range::over(scale, values.clone());
        let (Some(least), Some(most), Scale::Log) = (values.clone().min(), values.max(), scale) else { return round };
        let (low, high) = (power(least), power(most));
        if high > low { Range { scale, low, high } } else { round }
    }

    /// Marks at these values themselves, thinned out to at most so many, the first and the last among them. For an axis
    /// on which a few sizes were chosen.
    pub(super) fn marks_at(&self, values: impl Iterator<Item = u64>, most: usize) -> Vec<(f64, u64)> {
        let mut values: Vec<u64> = values.collect();
        values.sort_unstable();
        values.dedup();
        let last = values.len().saturating_sub(1);
        let every = last.div_ceil(most.max(2) - 1).max(1);
        // Counted from the end: the greatest is what a reader looks for.
        let kept = values.iter().enumerate().filter(|(nth, _)| (last - nth).is_multiple_of(every));
        kept.map(|(_, value)| (self.place(*value), *value)).collect()
    }

    /// Where a value lies: 0 at the low end, 1 at the high end.
    pub(super) fn place(&self, value: u64) -> f64 {
        let at = match self.scale {
            Scale::Linear => value as f64,
            Scale::Log => power(value),
        };
        ((at - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }

    /// At most so many marks, the low end among them, each with its place.
    pub(super) fn marks(&self, most: usize) -> Vec<(f64, u64)> {
        let most = most.max(2);
        let span = self.high - self.low;
        let (steps, each) = match self.scale {
            Scale::Linear => {
                let steps = [4, 2, 1].into_iter().find(|steps| *steps < most).unwrap_or(1);
                (steps, span / steps as f64)
            }
            // Whole powers only, from the low end.
            Scale::Log => {
                let powers = (span as usize).max(1);
                let each = powers.div_ceil(most - 1);
                (powers / each, each as f64)
            }
        };
        let mark = |nth: usize| {
            let at = self.low + each * nth as f64;
            let value = match self.scale {
                Scale::Linear => at,
                Scale::Log => 10_f64.powf(at),
            };
            ((at - self.low) / span, value.round() as u64)
        };
        (0..=steps).map(mark).collect()
    }
}

/// The power of ten that a value is; that of 0 is that of 1.
fn power(value: u64) -> f64 {
    (value.max(1) as f64).log10()
}

/// The next number that reads well, and whose quarters do.
fn round_up(value: u64) -> f64 {
    let base = 10_f64.powf(power(value).floor());
    let round =
        [1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].into_iter().find(|step| step * base >= value as f64);
    (round.unwrap_or(10.0) * base).max(4.0)
}

/// A value in a few columns: `250`, `12k`, `1.5M`; times in their own unit, `12 ms`.
pub(super) fn short(unit: Unit, value: u64) -> String {
    match unit {
        Unit::Nanos if value >= 1_000 => words::span(Micros(value / 1_000)),
        Unit::Nanos => format!("{value} ns"),
        Unit::Speed => format!("{}/s", short(Unit::Bytes, value)),
        Unit::Micros => words::span(Micros(value)),
        Unit::Millis => words::span(Micros(value.saturating_mul(1_000))),
        Unit::Percent => format!("{} %", thousands(value)),
        Unit::Choice(_) | Unit::Switch => unit.show(value),
        Unit::Bytes | Unit::Queue(_) => bytes(value),
        Unit::Count => counted(value),
    }
}

/// Whole binary multiples as such, since that is how sizes are chosen.
fn bytes(value: u64) -> String {
    match value {
        0 => "0".into(),
        _ if value.is_multiple_of(1 << 20) => format!("{} MiB", thousands(value >> 20)),
        _ if value.is_multiple_of(1 << 10) => format!("{} KiB", thousands(value >> 10)),
        _ => counted(value),
    }
}

fn counted(value: u64) -> String {
    const STEPS: [(u64, &str); 6] = [
        (1_000_000_000_000_000_000, "E"),
        (1_000_000_000_000_000, "P"),
        (1_000_000_000_000, "T"),
        (1_000_000_000, "G"),
        (1_000_000, "M"),
        (1_000, "k"),
    ];
    let Some((step, name)) = STEPS.into_iter().find(|(step, _)| value >= (*step).max(10_000)) else {
        return thousands(value);
    };
    match (value / step, value / (step / 10) % 10) {
        (whole, 0) => format!("{whole}{name}"),
        (whole, _) if whole >= 100 => format!("{whole}{name}"),
        (whole, tenth) => format!("{whole}.{tenth}{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_lie_between_the_ends_whatever_they_are() {
        for values in [vec![], vec![0], vec![u64::MAX], vec![0, u64::MAX], vec![7, 7], vec![1, 10, 1_000]] {
            for scale in [Scale::Linear, Scale::Log] {
                let range = Range::over(scale, values.iter().copied());
                for value in values.iter().chain(&[0, 1, u64::MAX]) {
                    assert!((0.0..=1.0).contains(&range.place(*value)), "{values:?} {scale:?} {value}");
                }
                let marks = range.marks(5);
                assert!((2..=5).contains(&marks.len()), "{marks:?}");
                assert!(marks.windows(2).all(|two| two[0].1 <= two[1].1), "{values:?} {scale:?}: {marks:?}");
            }
        }
    }

    #[test]
    fn ends_are_round() {
        let ends = |scale, values: &[u64]| {
            let range = Range::over(scale, values.iter().copied());
            range.marks(3).into_iter().map(|(_, value)| value).collect::<Vec<_>>()
        };
        assert_eq!(ends(Scale::Linear, &[3, 47]), [0, 25, 50]);
        assert_eq!(ends(Scale::Log, &[50, 9_000]), [10, 1_000]);
        assert_eq!(ends(Scale::Log, &[1, 90]), [1, 10, 100]);
        assert_eq!(ends(Scale::Log, &[200, 800_000_000]), [100, 1_000_000]);
        assert_eq!(ends(Scale::Log, &[5]), [1, 10]);
    }

    #[test]
    fn chosen_sizes_are_marked_themselves() {
        let sizes = [4_096_u64, 16_384, 65_536, 262_144];
        let range = Range::between(Scale::Log, sizes.iter().copied());
        let marks = |most| range.marks_at(sizes.iter().copied(), most).into_iter().map(|(_, x)| x).collect::<Vec<_>>();
        assert_eq!(marks(6), sizes);
        assert_eq!(marks(2), [4_096, 262_144]);
        assert_eq!(marks(3), [16_384, 262_144]);
        assert_eq!((range.place(4_096), range.place(262_144)), (0.0, 1.0));
        assert!(Range::between(Scale::Log, [7].into_iter()).marks_at([7].into_iter(), 5).len() == 1);
    }

    #[test]
    fn numbers_are_short() {
        let told = [0, 9_999, 10_000, 12_500, 262_144, 1_500_000, u64::MAX].map(counted);
        assert_eq!(told, ["0", "9,999", "10k", "12.5k", "262k", "1.5M", "18.4E"]);
        assert_eq!([0, 512, 65_536, 3 << 20].map(bytes), ["0", "512", "64 KiB", "3 MiB"]);
        assert_eq!(short(Unit::Nanos, 1_500_000), "1 ms");
        assert_eq!(short(Unit::Millis, 500), "500 ms");
    }
}
