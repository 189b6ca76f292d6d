//! Which types provide which interfaces, as tables: a type is a row, an interface a column.

use super::MOST;
use crate::event::TypeName;

/// Types that were asked about the same interfaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Interfaces {
    /// The interfaces, in the order in which they came up.
    pub interfaces: Vec<TypeName>,
    /// The types.
    pub providers: Vec<Provider>,
}

/// One type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub who: TypeName,
    /// For each interface of the table whether it provides it; none where that was not asked.
    pub provides: Vec<Option<bool>>,
}

/// Notes an answer. The first type of a table says with its interfaces which columns the table has; whoever is asked about
/// one of them stands in that table.
pub(super) fn note(tables: &mut Vec<Interfaces>, who: &TypeName, interface: &TypeName, provides: bool) {
    let is_column = |table: &Interfaces| table.interfaces.contains(interface);
    let is_first = |table: &Interfaces| matches!(&table.providers[..], [first] if first.who == *who);
    let known = tables.iter().position(is_column).or_else(|| tables.iter().rposition(is_first));
    let Some(table) = place(tables, known, Interfaces::default) else { return };
    let table = &mut tables[table];

    let known = table.interfaces.iter().position(|known| known == interface);
    let Some(column) = place(&mut table.interfaces, known, || interface.clone()) else { return };
    let known = table.providers.iter().position(|provider| provider.who == *who);
    let new = || Provider { who: who.clone(), provides: Vec::new() };
    let Some(row) = place(&mut table.providers, known, new) else { return };

    let answers = &mut table.providers[row].provides;
    answers.resize(answers.len().max(column + 1), None);
    answers[column] = Some(provides);
}

/// The place of what is known, or of a new one; none where there are too many.
fn place<T>(list: &mut Vec<T>, known: Option<usize>, new: impl FnOnce() -> T) -> Option<usize> {
    known.or_else(|| {
        (list.len() < MOST).then(|| {
            list.push(new());
            list.len() - 1
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_together_is_one_table() {
        let mut tables = Vec::new();
        let asked = [
            ("Reactor", "ReactorCore", true),
            ("Reactor", "ReactorTime", true),
            ("ManualClock", "ReactorCore", false),
            ("ManualClock", "ReactorTime", true),
            ("ManualClock", "Clock", true),
            ("SystemClock", "Clock", true),
        ];
        for (who, interface, provides) in asked {
            note(&mut tables, &who.into(), &interface.into(), provides);
        }
        let [first, second] = &tables[..] else { panic!("{tables:?}") };
        assert_eq!(first.interfaces, ["ReactorCore", "ReactorTime"].map(TypeName::from));
        assert_eq!(first.providers[1].provides, [Some(false), Some(true)]);
        let names: Vec<&str> = second.providers.iter().map(|provider| provider.who.as_str()).collect();
        assert_eq!(names, ["ManualClock", "SystemClock"], "asked about other interfaces it stands in another table");
    }

    #[test]
    fn a_hostile_list_is_bounded() {
        let mut tables = Vec::new();
        for number in 0..MOST * 3 {
            let name = TypeName::from(number.to_string());
            note(&mut tables, &name, &name, true);
            note(&mut tables, &"one".into(), &name, true);
        }
        assert!(tables.len() <= MOST);
    }
}
