//! Asked on Monday, 23 November 2026, at ten past ten.

use super::*;

const MONDAY: &str = "2026-11-23T10:10:00+07:00";

fn moment(words: &str, now: &str) -> Option<String> {
    let now = DateTime::parse_from_rfc3339(now).expect("RFC 3339");
    read_time(&mut Sentence::read(words), now, &[]).map(|time| time.moment.format("%Y-%m-%d %H:%M").to_string())
}

#[test]
fn each_word_of_time_is_one_moment() {
    for (words, expected) in [
        ("chiều nay", "2026-11-23 15:00"),
        ("chieu nay", "2026-11-23 15:00"),
        ("sáng nay", "2026-11-23 10:10"),
        ("hôm nay", "2026-11-23 10:10"),
        ("sáng mai", "2026-11-24 09:00"),
        ("ngày mai", "2026-11-24 09:00"),
        ("tối mai", "2026-11-24 19:00"),
        ("ngày kia", "2026-11-25 09:00"),
        ("trưa nay", "2026-11-23 12:00"),
        ("thứ 7", "2026-11-28 09:00"),
        ("thu bay", "2026-11-28 09:00"),
        ("sang thu 7", "2026-11-28 09:00"),
        ("T7", "2026-11-28 09:00"),
        ("thứ tư", "2026-11-25 09:00"),
        ("chiều thứ 2", "2026-11-23 15:00"),
        ("thứ 2 tuần sau", "2026-11-30 09:00"),
        ("tuần tới", "2026-11-30 09:00"),
        ("thứ 7 tuần này", "2026-11-28 09:00"),
        ("chủ nhật", "2026-11-29 09:00"),
        ("cuối tuần", "2026-11-28 09:00"),
        ("8h", "2026-11-24 08:00"),
        ("14h30", "2026-11-23 14:30"),
        ("lúc 14:30", "2026-11-23 14:30"),
        ("8h30 sáng mai", "2026-11-24 08:30"),
        ("8 giờ rưỡi sáng mai", "2026-11-24 08:30"),
        ("3h chiều", "2026-11-23 15:00"),
        ("3h", "2026-11-23 15:00"),
        ("7h tối thứ 6", "2026-11-27 19:00"),
        ("25/11", "2026-11-25 09:00"),
        ("ngày 25 tháng 11", "2026-11-25 09:00"),
        ("1/3", "2027-03-01 09:00"),
        ("sáng 25/12/2026", "2026-12-25 09:00"),
        ("ngay bây giờ", "2026-11-23 10:10"),
        ("mùng 3 tết", "2027-02-08 09:00"),
    ] {
        assert_eq!(moment(words, MONDAY).as_deref(), Some(expected), "{words}");
    }
}

#[test]
fn what_only_looks_like_a_time_is_none() {
    for words in [
        "tôi muốn đổi bằng lái",
        "toi muon doi bang lai",
        "sang tên xe",
        "số 12/3 phố Xã Đàn",
        "ngõ 25/11",
        "",
        "31/2",
        "25h",
    ] {
        assert_eq!(moment(words, MONDAY), None, "{words}");
    }
}

#[test]
fn a_weekday_whose_hours_are_over_is_next_weeks_and_a_past_part_of_today_says_so() {
    let evening = "2026-11-23T20:00:00+07:00";
    assert_eq!(moment("sáng thứ 2", evening).as_deref(), Some("2026-11-30 09:00"));
    let now = DateTime::parse_from_rfc3339(evening).expect("RFC 3339");
    let past = read_time(&mut Sentence::read("sáng nay"), now, &[]).expect("a time");
    assert!(past.is_past);
    assert_eq!(past.until.to_rfc3339(), "2026-11-23T12:00:00+07:00");
    let weekend = read_time(&mut Sentence::read("cuối tuần"), now, &[]).expect("a time");
    assert_eq!(weekend.until.to_rfc3339(), "2026-11-30T00:00:00+07:00");
}

#[test]
fn the_words_of_time_are_told_as_typed() {
    let now = DateTime::parse_from_rfc3339(MONDAY).expect("RFC 3339");
    let mut sentence = Sentence::read("Làm căn cước Lúc 14h ở Láng Thứ Ba");
    let time = read_time(&mut sentence, now, &[]).expect("a time");
    assert_eq!(time.words, "Lúc 14h ... Thứ Ba");
    assert_eq!(time.moment.to_rfc3339(), "2026-11-24T14:00:00+07:00");
}
