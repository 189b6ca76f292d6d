//! Knobs: what a learner may change, in which range, and the values it is set to.

use crate::event::{SocketOption, thousands};
use crate::lab::{self, Knobs};
use crate::trace::Granted;

/// A parameter of a scene.
#[derive(Debug)]
pub struct Knob {
    /// Short name, as in `--set sndbuf=16384`.
    pub name: &'static str,
    /// What it is.
    pub label: &'static str,
    /// What its number counts.
    pub unit: Unit,
    /// Its value unless changed.
    pub default: u64,
    /// The least and the greatest value that is taken.
    pub range: (u64, u64),
    /// The values that the arrow keys go through, rising.
    pub stops: &'static [u64],
    /// Whether it acts on the running stage; the others restart it.
    pub live: bool,
}

/// What a knob's number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Bytes asked of the kernel for one of its queues: what it grants is another number.
    Queue(SocketOption),
    /// Bytes a second.
    Speed,
    /// Milliseconds.
    Millis,
    /// Microseconds.
    Micros,
    /// Nanoseconds.
    Nanos,
    /// Hundredths.
    Percent,
    /// Things that are counted.
    Count,
    /// 0 is off, 1 is on.
    Switch,
    /// One of these, by its place from 0.
    Choice(&'static [&'static str]),
}

/// The values of a scene's knobs at the start of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    values: Vec<(&'static str, u64)>,
}

/// Why a setting was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadSetting {
    /// It is not of the form `name=value`.
    Form {
        /// What was given.
        given: String,
    },
    /// No such knob.
    Name {
        /// What was given.
        given: String,
        /// The names that exist.
        good: Vec<&'static str>,
    },
    /// Not a number in the knob's range.
    Value {
        /// The knob.
        name: &'static str,
        /// What was given.
        given: String,
        /// What is taken, in words.
        good: String,
    },
}

impl Unit {
    /// A value with its unit, as in `4,096 B`.
    pub fn show(self, value: u64) -> String {
        match self {
            Unit::Bytes | Unit::Queue(_) => format!("{} B", thousands(value)),
            Unit::Speed => format!("{} B/s", thousands(value)),
            Unit::Millis => format!("{} ms", thousands(value)),
            Unit::Micros => format!("{} us", thousands(value)),
            Unit::Nanos => format!("{} ns", thousands(value)),
            Unit::Percent => format!("{} %", thousands(value)),
            Unit::Count => thousands(value),
            Unit::Choice(names) => {
                let name = usize::try_from(value).ok().and_then(|place| names.get(place));
                name.map_or_else(|| thousands(value), |name| (*name).into())
            }
            Unit::Switch if value == 0 => "off".into(),
            Unit::Switch => "on".into(),
        }
    }
}

impl Knob {
    /// A value with its unit, as in `4,096 B`.
    pub fn show(&self, value: u64) -> String {
        self.unit.show(value)
    }

    /// The values that are taken, in words.
    pub fn good(&self) -> String {
        let (least, most) = (thousands(self.range.0), thousands(self.range.1));
        match self.unit {
            Unit::Bytes | Unit::Queue(_) => format!("{least} to {most} bytes"),
            Unit::Speed => format!("{least} to {most} bytes a second"),
            Unit::Millis => format!("{least} to {most} milliseconds"),
            Unit::Micros => format!("{least} to {most} microseconds"),
            Unit::Nanos => format!("{least} to {most} nanoseconds"),
            Unit::Percent => format!("{least} to {most} percent"),
            Unit::Count => format!("{least} to {most}"),
            Unit::Choice(names) => names.join(", "),
            Unit::Switch => "0 (off) or 1 (on)".into(),
        }
    }

    /// The stop after `value` in a direction; `value` itself at the end of the scale.
    pub fn next_stop(&self, value: u64, up: bool) -> u64 {
        let next = if up {
            self.stops.iter().find(|stop| **stop > value)
        } else {
            self.stops.iter().rev().find(|stop| **stop < value)
        };
        next.copied().unwrap_or(value)
    }

    fn parse(&self, given: &str) -> Result<u64, BadSetting> {
        let plain: String = given.chars().filter(|c| !matches!(c, '_' | ',')).collect();
        let value = match (self.unit, plain.as_str()) {
            (Unit::Switch, "on") => Some(1),
            (Unit::Switch, "off") => Some(0),
            (Unit::Choice(names), name) => names.iter().position(|known| *known == name).map(|place| place as u64),
            _ => plain.parse().ok(),
        };
        let in_range = value.filter(|value| (self.range.0..=self.range.1).contains(value));
        in_range.ok_or_else(|| BadSetting::Value { name: self.name, given: given.into(), good: self.good() })
    }
}

impl Settings {
    /// Every knob at its default.
    pub fn defaults(knobs: &[Knob]) -> Self {
        Settings { values: knobs.iter().map(|knob| (knob.name, knob.default)).collect() }
    }

    /// Takes one `name=value`.
    ///
    /// # Errors
    /// [`BadSetting`], with what would be good.
    pub fn set(&mut self, knobs: &'static [Knob], given: &str) -> Result<(), BadSetting> {
        let (name, value) = given.split_once('=').ok_or_else(|| BadSetting::Form { given: given.into() })?;
        let knob = knobs.iter().find(|knob| knob.name == name.trim());
        let knob = knob.ok_or_else(|| BadSetting::Name {
            given: name.trim().into(),
            good: knobs.iter().map(|knob| knob.name).collect(),
        })?;
        self.put(knob.name, knob.parse(value.trim())?);
        Ok(())
    }

    /// Gives a knob a value that is known to be good.
    pub fn put(&mut self, name: &str, value: u64) {
        if let Some((_, now)) = self.values.iter_mut().find(|(known, _)| *known == name) {
            *now = value;
        }
    }

    /// A knob's value.
    pub fn get(&self, name: &str) -> Option<u64> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    /// The values as the stage reads them.
    pub fn knobs(&self) -> Knobs {
        Knobs::new(self.values.iter().copied())
    }

    /// The values as the header of a trace tells them: asked, and granted where the kernel decides.
    pub fn granted(&self, knobs: &[Knob]) -> Vec<Granted> {
        let granted = |knob: &Knob| {
            let asked = self.get(knob.name).unwrap_or(knob.default);
            let granted = match knob.unit {
                Unit::Queue(option) => lab::granted(option, asked),
                _ => None,
            };
            Granted { name: knob.name.into(), asked, granted }
        };
        knobs.iter().map(granted).collect()
    }
}

impl BadSetting {
    /// Why neither of two scenes took a setting: all the names that exist, or what is wrong with the value.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (BadSetting::Name { given, mut good }, BadSetting::Name { good: more, .. }) => {
                good.extend(more);
                good.sort_unstable();
                good.dedup();
                BadSetting::Name { given, good }
            }
            (BadSetting::Name { .. }, other) => other,
            (this, _) => this,
        }
    }
}

impl std::fmt::Display for BadSetting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BadSetting::Form { given } => write!(f, "a knob is set as name=value, not {given:?}"),
            BadSetting::Name { given, good } if good.is_empty() => {
                write!(f, "there is no knob {given:?}: this scene has none")
            }
            BadSetting::Name { given, good } => {
                write!(f, "there is no knob {given:?} here: there are {}", good.join(", "))
            }
            BadSetting::Value { name, given, good } => write!(f, "{name} takes {good}, not {given:?}"),
        }
    }
}

impl std::error::Error for BadSetting {}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOBS: &[Knob] = &[Knob {
        name: "bite",
        label: "reader's bite",
        unit: Unit::Bytes,
        default: 1_024,
        range: (1, 65_536),
        stops: &[1, 1_024, 4_096],
        live: false,
    }];

    #[test]
    fn a_setting_is_taken_or_told_what_is_good() {
        let mut settings = Settings::defaults(KNOBS);
        assert_eq!(settings.set(KNOBS, "bite=16_384"), Ok(()));
        assert_eq!(settings.get("bite"), Some(16_384));
        let told = |given: &str| settings.clone().set(KNOBS, given).unwrap_err().to_string();
        assert_eq!(told("bite=0"), r#"bite takes 1 to 65,536 bytes, not "0""#);
        assert_eq!(told("bite=much"), r#"bite takes 1 to 65,536 bytes, not "much""#);
        assert_eq!(told("bight=1"), r#"there is no knob "bight" here: there are bite"#);
        assert_eq!(told("bite"), r#"a knob is set as name=value, not "bite""#);
    }

    #[test]
    fn where_no_scene_takes_a_setting_all_their_names_are_told() {
        let name = |good: &[&'static str]| BadSetting::Name { given: "bight".into(), good: good.into() };
        assert_eq!(name(&["sndbuf", "bite"]).or(name(&["pause", "bite"])), name(&["bite", "pause", "sndbuf"]));
        let value = BadSetting::Value { name: "bite", given: "0".into(), good: "1 to 9".into() };
        assert_eq!(name(&[]).or(value.clone()), value);
        assert_eq!(value.clone().or(name(&[])), value);
    }

    #[test]
    fn arrows_go_from_stop_to_stop_and_stay_at_the_end() {
        let knob = &KNOBS[0];
        assert_eq!(
            [knob.next_stop(1, true), knob.next_stop(2_000, true), knob.next_stop(4_096, true)],
            [1_024, 4_096, 4_096]
        );
        assert_eq!([knob.next_stop(2_000, false), knob.next_stop(1, false)], [1_024, 1]);
    }
}
