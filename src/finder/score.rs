//! How well a folded name answers a folded query.
//!
//! Five grades, each far above the next: the same name; a name that begins so; a name with all the words (the
//! beginnings of words suffice, since people are still typing); the same with a slip of the finger in a word;
//! and names that merely share most of their trigrams. Within a grade, the closer in length the better.

/// A name prepared for comparison.
#[derive(Clone, Debug)]
pub struct Name {
    folded: String,
    words: Vec<String>,
    compact: String,
    trigrams: Vec<[char; 3]>,
}

impl Name {
    pub fn new(folded: &str) -> Name {
        let folded = &one_i(folded);
        Name {
            words: folded
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect(),
            compact: folded.replace(' ', ""),
            trigrams: trigrams(folded),
            folded: folded.to_owned(),
        }
    }

    pub fn folded(&self) -> &str {
        &self.folded
    }

    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// Folded text with `i` for a `y` that ends a syllable after a consonant, which is the same sound: Mỹ and Mĩ, ký and kí.
/// After a vowel it is another: Thúy is not Thúi.
pub fn one_i(folded: &str) -> String {
    let one = |word: &str| match word.strip_suffix('y') {
        Some(rest) if rest.ends_with(['h', 'k', 'l', 'm', 's', 't', 'v']) => format!("{rest}i"),
        _ => word.to_owned(),
    };
    folded.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// Grades, in points; the points within one stay below the distance to the next.
pub const SAME: u32 = 1000;
const BEGINS: u32 = 800;
const WORDS: u32 = 600;
const WITH_DETAIL: u32 = 500;
const SLIP: u32 = 300;
const SIMILAR: u32 = 100;
/// Least share of common trigrams (Dice) for two names to be similar at all.
const LEAST_SIMILARITY: f64 = 0.5;

/// Points of a name for a query: 0 = no answer. `detail` holds further words, e.g. the commune of a street, that
/// may also be typed but do not suffice alone.
pub fn score(query: &Name, name: &Name, detail: &[String]) -> u32 {
    if query.folded.is_empty() || name.folded.is_empty() {
        return 0;
    }
    let nearness = nearness(query.folded.len(), name.folded.len());
    if query.folded == name.folded || query.compact == name.compact {
        return SAME;
    }
    if name.folded.starts_with(&query.folded) || name.compact.starts_with(&query.compact) {
        return BEGINS + nearness;
    }
    if all_words(query, &name.words, &[], begins) {
        return WORDS + nearness;
    }
    if all_words(query, &name.words, detail, begins) {
        return WITH_DETAIL + nearness;
    }
    if all_words(query, &name.words, &[], begins_or_slips) || slips(&query.compact, &name.compact) {
        return SLIP + nearness;
    }
    let similarity = similarity(&query.trigrams, &name.trigrams);
    if similarity >= LEAST_SIMILARITY {
        SIMILAR + (similarity * 100.0) as u32
    } else {
        0
    }
}

/// 0..=99: 99 for equal lengths.
fn nearness(a: usize, b: usize) -> u32 {
    (99 * a.min(b) / a.max(b).max(1)) as u32
}

/// Each word of the query answers a word of its own, at least one of them (and the longest) in the name.
fn all_words(query: &Name, name: &[String], detail: &[String], answers: fn(&str, &str) -> bool) -> bool {
    let mut used = vec![false; name.len() + detail.len()];
    let mut in_name = 0;
    for word in &query.words {
        let free = name
            .iter()
            .chain(detail)
            .enumerate()
            .position(|(at, known)| !used[at] && answers(word, known));
        let Some(at) = free else { return false };
        used[at] = true;
        in_name += usize::from(at < name.len());
    }
    // With further words, the name itself must still be told for the better part.
    in_name > 0 && (detail.is_empty() || in_name * 2 >= name.len())
}

fn begins(typed: &str, known: &str) -> bool {
    known.starts_with(typed)
}

fn begins_or_slips(typed: &str, known: &str) -> bool {
    known.starts_with(typed) || slips(typed, known)
}

/// One slip from four letters on, two from eight on.
pub fn slips(typed: &str, known: &str) -> bool {
    let allowed = match typed.len().min(known.len()) {
        0..4 => return false,
        4..8 => 1,
        _ => 2,
    };
    typed.len().abs_diff(known.len()) <= allowed && slip_distance(typed.as_bytes(), known.as_bytes()) <= allowed
}

/// Optimal string alignment: insertions, deletions, replacements and swaps of neighbours.
///
/// Source: Damerau, *A technique for computer detection and correction of spelling errors*, CACM 7 (1964).
fn slip_distance(a: &[u8], b: &[u8]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// Sorted and distinct, the words padded by blanks so that beginnings weigh more.
fn trigrams(folded: &str) -> Vec<[char; 3]> {
    let padded: Vec<char> = format!("  {folded} ").chars().collect();
    let mut trigrams: Vec<[char; 3]> = padded.windows(3).map(|three| [three[0], three[1], three[2]]).collect();
    trigrams.sort_unstable();
    trigrams.dedup();
    trigrams
}

/// Dice's coefficient of two sorted sets.
fn similarity(a: &[[char; 3]], b: &[[char; 3]]) -> f64 {
    let common = a.iter().filter(|one| b.binary_search(one).is_ok()).count();
    2.0 * common as f64 / (a.len() + b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(query: &str, name: &str) -> u32 {
        score(&Name::new(query), &Name::new(name), &[])
    }

    #[test]
    fn a_better_match_has_more_points() {
        let name = "phuong hoan kiem";
        let falling = [
            "phuong hoan kiem",
            "phuong hoan",
            "hoan kiem",
            "kiem",
            "hoan kiam",
            "phuong hoan kiem thuong tin",
            "nguyen trai",
        ];
        let points: Vec<u32> = falling.iter().map(|query| points(query, name)).collect();
        assert!(points.is_sorted_by(|a, b| a > b), "{points:?}");
        assert_eq!(points.last(), Some(&0));
    }

    #[test]
    fn words_written_together_and_swapped_letters_are_understood() {
        assert_eq!(points("hoankiem", "hoan kiem"), SAME);
        assert!(points("hoan keim", "hoan kiem") >= SLIP);
        assert_eq!(points("lang", "bang"), SLIP + 99);
        assert_eq!(points("ba", "ca"), 0);
    }

    #[test]
    fn two_spellings_of_one_sound_are_the_same_name() {
        assert_eq!(points("mi duc", "my duc"), SAME);
        assert_eq!(one_i("ly thuong kiet thuy"), "li thuong kiet thuy");
    }

    #[test]
    fn further_words_help_but_do_not_suffice() {
        let detail = ["phuong".to_owned(), "lang".to_owned()];
        let name = Name::new("nguyen chi thanh");
        assert!(score(&Name::new("nguyen chi thanh lang"), &name, &detail) >= WITH_DETAIL);
        assert_eq!(score(&Name::new("phuong lang"), &name, &detail), 0);
    }
}
