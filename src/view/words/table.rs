//! Rows of cells as lines of text: columns as wide as their cells.

/// Two spaces between columns; the first row is the head. A column of which every cell below the head begins with a
/// digit or is a dash is set to the right.
pub fn table<T: AsRef<[String]>>(rows: &[T]) -> Vec<String> {
    let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let cells = |column: usize| rows.iter().filter_map(move |row| row.as_ref().get(column));
    let widths: Vec<usize> =
        (0..columns).map(|column| cells(column).map(|cell| cell.chars().count()).max().unwrap_or(0)).collect();
    let counts = |cell: &String| cell == "-" || cell.starts_with(|c: char| c.is_ascii_digit());
    let right: Vec<bool> = (0..columns).map(|column| cells(column).skip(1).all(counts)).collect();
    let line = |row: &T| {
        let padded = row.as_ref().iter().enumerate().map(|(column, cell)| match right[column] {
            true => format!("{cell:>0$}", widths[column]),
            false => format!("{cell:<0$}", widths[column]),
        });
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_under_each_other() {
        let rows = [["size", "by"], ["8 B", "copy"], ["1,024 B", "-"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), ["   size  by", "    8 B  copy", "1,024 B  -"]);
    }
}
