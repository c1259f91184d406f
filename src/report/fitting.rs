//! Widths of columns for which a table of many words takes the fewest lines.

use std::ops::Range;

use super::document::Table;

/// Rows that are looked at, spread over the table: those of a kind are much alike.
const LOOKED_AT: usize = 300;
/// Small letters of the type of a wide table in a part of its width of one, where the parts come to about 200 in all, and the
/// part that the margins of a cell take.
const LETTERS_IN_ONE: f64 = 0.8;
const MARGINS: f64 = 2.0;
/// No column is widened beyond this for a single word.
const WIDEST_WORD: f64 = 26.0;
/// How far a bound between columns is moved at a time, the farthest first: a small move alone seldom saves a line.
const MOVES: [f64; 4] = [12.0, 6.0, 3.0, 1.0];
/// Moves after which a table is as good as it gets; each saves a line, so that they end.
const MOST_MOVES: usize = 200;

/// Shares the width of these columns, one beside the other, so that the rows take as few lines as can be found from the
/// widths they have, by moving width from one column to another as long as that saves a line. No column gets narrower than
/// its longest word.
pub(super) fn fit(table: &mut Table, among: Range<usize>) {
    let mut rows: Vec<Vec<Vec<usize>>> = Vec::new();
    for row in table.rows.iter().step_by(table.rows.len().div_ceil(LOOKED_AT).max(1)) {
        let cell = |at: usize| row[at].told().split('\n').map(letters).collect();
        rows.push(among.clone().map(cell).collect());
    }
    let narrowest: Vec<f64> = among
        .clone()
        .map(|at| (longest_word(table, at) as f64 / LETTERS_IN_ONE + MARGINS).min(WIDEST_WORD))
        .collect();
    let mut widths: Vec<f64> = table.columns[among.clone()].iter().map(|column| column.width).collect();
    make_room(&mut widths, &narrowest);
    let mut best = lines(&rows, &widths);
    for _ in 0..MOST_MOVES {
        let Some((fewer, moved)) = better(&rows, &widths, &narrowest, best) else {
            break;
        };
        (best, widths) = (fewer, moved);
    }
    for (column, width) in table.columns[among].iter_mut().zip(widths) {
        column.width = width;
    }
}

/// Widens columns to their longest word, at the cost of those that have most to spare.
fn make_room(widths: &mut [f64], narrowest: &[f64]) {
    for at in 0..widths.len() {
        let spare = |other: usize, widths: &[f64]| widths[other] - narrowest[other];
        let others = (0..widths.len()).filter(|other| *other != at);
        let Some(widest) = others.max_by(|a, b| spare(*a, widths).total_cmp(&spare(*b, widths))) else {
            return;
        };
        let moved = (-spare(at, widths)).min(spare(widest, widths)).max(0.0);
        widths[at] += moved;
        widths[widest] -= moved;
    }
}

/// How long a text is, in small letters: capitals are half as wide again.
fn letters(text: &str) -> usize {
    let capitals = text.chars().filter(|letter| letter.is_uppercase()).count();
    text.chars().count() + capitals.div_ceil(2)
}

/// The move that saves most lines.
fn better(rows: &[Vec<Vec<usize>>], widths: &[f64], narrowest: &[f64], best: usize) -> Option<(usize, Vec<f64>)> {
    let columns = 0..widths.len();
    let pairs = columns
        .clone()
        .flat_map(|from| columns.clone().map(move |to| (from, to)));
    let moves = pairs.flat_map(|pair| MOVES.map(|by| (pair, by)));
    let moved = moves.filter(|&((from, to), by)| from != to && widths[from] - by >= narrowest[from]);
    let told = moved.map(|((from, to), by)| {
        let mut moved = widths.to_vec();
        moved[from] -= by;
        moved[to] += by;
        (lines(rows, &moved), moved)
    });
    told.filter(|(told, _)| *told < best).min_by_key(|(told, _)| *told)
}

fn lines(rows: &[Vec<Vec<usize>>], widths: &[f64]) -> usize {
    let room = |width: &f64| (((width - MARGINS) * LETTERS_IN_ONE) as usize).max(1);
    let room: Vec<usize> = widths.iter().map(room).collect();
    let of_cell =
        |(cell, &room): (&Vec<usize>, &usize)| -> usize { cell.iter().map(|line| line.div_ceil(room).max(1)).sum() };
    let of_row = |row: &Vec<Vec<usize>>| row.iter().zip(&room).map(of_cell).max().unwrap_or(0);
    rows.iter().map(of_row).sum()
}

/// A code breaks at its hyphens where it must, and should not have to.
fn longest_word(table: &Table, at: usize) -> usize {
    let words = |text: &str| text.split_whitespace().map(letters).max().unwrap_or(0);
    let cells = table.rows.iter().map(|row| words(&row[at].told()));
    cells.chain([words(table.columns[at].title)]).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::report::value::Value;

    fn table(rows: &[(usize, usize)]) -> Table {
        let words = |count: usize| Value::text(vec!["từ"; count].join(" "));
        Table::new("a", "a", "", &[("TT", 10.0), ("A", 50.0), ("B", 50.0)])
            .with(rows.iter().map(|&(a, b)| vec![Value::Whole(1.0), words(a), words(b)]))
    }

    fn lines_of(table: &Table) -> usize {
        let widths: Vec<f64> = table.columns[1..].iter().map(|column| column.width).collect();
        let lengths = |value: &Value| vec![letters(&value.told())];
        let rows: Vec<Vec<Vec<usize>>> = table
            .rows
            .iter()
            .map(|row| row[1..].iter().map(lengths).collect())
            .collect();
        lines(&rows, &widths)
    }

    #[test]
    fn the_column_with_most_to_say_gets_most_room() {
        let mut long = table(&[(100, 5), (120, 3)]);
        fit(&mut long, 1..3);
        assert!(long.columns[1].width > 80.0, "{:?}", long.columns);
        assert_eq!(long.columns[0].width, 10.0, "it was not asked");
        let mut none = table(&[]);
        fit(&mut none, 1..3);
        assert_eq!(none, table(&[]));
    }

    #[test]
    fn a_code_has_room_where_another_column_can_spare_it() {
        let mut widths = vec![10.0, 60.0, 20.0];
        make_room(&mut widths, &[22.0, 20.0, 15.0]);
        assert_eq!(widths, [22.0, 48.0, 20.0]);
        let mut tight = vec![10.0, 12.0];
        make_room(&mut tight, &[22.0, 11.0]);
        assert_eq!(tight, [11.0, 11.0], "no other word is broken for it");
    }

    proptest! {
        #[test]
        fn no_line_more_the_same_width_and_every_word_has_room(
            rows in proptest::collection::vec((0_usize..60, 0_usize..60), 0..40),
        ) {
            let before = table(&rows);
            let mut after = before.clone();
            fit(&mut after, 1..3);
            let width = |table: &Table| table.columns.iter().map(|column| column.width).sum::<f64>();
            prop_assert!((width(&after) - width(&before)).abs() < 1e-9);
            prop_assert!(lines_of(&after) <= lines_of(&before));
            prop_assert!(after.columns.iter().all(|column| column.width * LETTERS_IN_ONE >= 2.0));
        }
    }
}
