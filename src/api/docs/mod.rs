//! The page about the API, for people: made of the OpenAPI document, without scripts.

mod words;

use super::document::words_of;
use crate::auth::Role;
use crate::report::escaped;
use serde_json::Value;
use std::collections::BTreeSet;
use words::{GROUPS, place_words, status_words, title_of};

/// The methods of a path in the order in which they are told.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Of an example no more is shown than this many letters; the whole stands in the document.
const LONGEST_EXAMPLE: usize = 4000;

/// One operation of the document.
struct Operation<'a> {
    path: &'a str,
    method: &'static str,
    said: &'a Value,
}

/// The page of a document, Vietnamese first.
pub fn page(document: &Value) -> String {
    let all = operations(document);
    let mut contents = String::new();
    let mut groups = String::new();
    for (tag, title) in GROUPS {
        let own: Vec<&Operation<'_>> = all.iter().filter(|one| one.said["tags"][0] == tag).collect();
        if own.is_empty() {
            continue;
        }
        contents += &format!("<li><a href=\"#group-{tag}\">{title}</a></li>\n");
        groups += &format!("<section aria-labelledby=\"group-{tag}\">\n<h2 id=\"group-{tag}\">{title}</h2>\n");
        own.into_iter().for_each(|one| groups += &operation(one));
        groups += "</section>\n";
    }
    let errors = statuses_of_all(document, &all);
    let version = escaped(document["info"]["version"].as_str().unwrap_or_default());
    format!(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>Hướng dẫn API - Gần Dân</title>\n<link rel=\"stylesheet\" \
         href=\"/ogc/style.css\">\n</head>\n<body>\n<a class=\"skip\" href=\"#main\">Đến nội dung chính</a>\n<header><p><a href=\"/\">Gần Dân</a> · \
         Hướng dẫn API</p></header>\n<main id=\"main\" tabindex=\"-1\">\n<h1>Hướng dẫn API của Gần Dân <span lang=\"en\">(API guide)</span></h1>\n\
         <p>Phiên bản {version}. Bản cho máy đọc: <a href=\"/openapi.json\">/openapi.json</a> (OpenAPI 3.1). Dữ liệu mở: \
         <a href=\"/ogc?f=html\">/ogc</a>.</p>\n<p lang=\"en\">Version {version}. For programs: <a href=\"/openapi.json\">/openapi.json</a>. \
         The English line under each heading says what the address does.</p>\n\
         <h2 id=\"use\">Cách dùng</h2>\n<ul>\n\
         <li>Đăng nhập bằng <a href=\"#log_in\"><code>POST /api/v1/session</code></a>; trình duyệt giữ cookie. Mọi yêu cầu POST, PUT, PATCH, \
         DELETE gửi kèm <code>csrf_token</code> của <a href=\"#session\"><code>GET /api/v1/session</code></a> trong tiêu đề \
         <code>X-CSRF-Token</code>.</li>\n\
         <li>Danh sách dài được trả từng trang: gửi <code>next</code> của trang trước làm <code>after</code>.</li>\n\
         <li>Lỗi là <code>application/problem+json</code>; phần <code>detail</code> nói rõ điều gì sai và phải làm gì.</li>\n\
         <li>Câu trả lời dưới <code>/api/v1</code> chỉ được thêm, không bị bớt.</li>\n</ul>\n\
         <p lang=\"en\">A log-in is a cookie; POST, PUT, PATCH and DELETE carry the session's csrf_token as X-CSRF-Token. Long lists come in \
         pages: send <code>next</code> as <code>after</code>. Errors are problem+json.</p>\n\
         <nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Mục lục</h2>\n<ul>\n{contents}<li><a href=\"#statuses\">Mã trả lời</a></li>\n</ul>\n</nav>\n\
         {groups}{errors}</main>\n<footer><p>Tổng đài 1022 hoặc 19001009.</p></footer>\n</body>\n</html>\n"
    )
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, item)| {
        METHODS.into_iter().filter_map(move |method| {
            let said = item.get(method)?;
            Some(Operation { path, method, said })
        })
    });
    all.collect()
}

fn operation(one: &Operation<'_>) -> String {
    let said = one.said;
    let id = said["operationId"].as_str().unwrap_or_default();
    let (summary, more) = (said["summary"].as_str(), said["description"].as_str());
    let told = [summary, more.filter(|more| Some(*more) != summary)];
    let told: String = told
        .into_iter()
        .flatten()
        .map(|text| format!("<p lang=\"en\">{}</p>\n", english(text)))
        .collect();
    format!(
        "<section class=\"route\" aria-labelledby=\"{id}\">\n<h3 id=\"{id}\">{}</h3>\n<p class=\"address\"><code>{} {}</code></p>\n{told}\
         <p><strong>Ai được dùng:</strong> {}.</p>\n{}{}{}</section>\n",
        title_of(id).unwrap_or(id),
        one.method.to_uppercase(),
        escaped(one.path),
        who(said),
        parameters(said),
        statuses(said),
        examples(one),
    )
}

/// Who may, in words.
fn who(said: &Value) -> String {
    let Some(needed) = said["security"].as_array() else {
        return "mọi người, không cần đăng nhập".to_owned();
    };
    let is_for_all = needed
        .iter()
        .any(|one| one.as_object().is_some_and(serde_json::Map::is_empty));
    let roles = needed.iter().find_map(|one| one["session"].as_array());
    let names: Vec<&str> = roles
        .into_iter()
        .flatten()
        .filter_map(|one| Some(Role::from_code(one.as_str()?)?.name_vi()))
        .collect();
    match (is_for_all, names.is_empty()) {
        (true, true) => "mọi người, không cần đăng nhập".to_owned(),
        (true, false) => format!("mọi người; được biết nhiều hơn khi đăng nhập là {}", names.join(", ")),
        (false, true) => "mọi tài khoản đã đăng nhập".to_owned(),
        (false, false) => format!("tài khoản {}, trong phạm vi của mình", names.join(", ")),
    }
}

fn parameters(said: &Value) -> String {
    let all = said["parameters"].as_array().into_iter().flatten();
    let rows: String = all
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap_or_default();
            let is_required = one["required"] == true;
            let example = match &one["example"] {
                Value::Null => String::new(),
                Value::String(text) => format!("<code>{}</code>", escaped(text)),
                other => format!("<code>{other}</code>"),
            };
            format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td><td lang=\"en\" class=\"meaning\">{}</td><td>{example}</td><td>{}</td></tr>\n",
                escaped(text("name")),
                if is_required { "có" } else { "không" },
                english(text("description")),
                place_words(text("in")),
            )
        })
        .collect();
    if rows.is_empty() {
        return rows;
    }
    wide(
        "Tham số",
        &format!(
            "<table><caption>Tham số</caption><thead><tr><th scope=\"col\">Tên</th><th scope=\"col\">Bắt buộc</th><th scope=\"col\">Ý \
             nghĩa</th><th scope=\"col\">Ví dụ</th><th scope=\"col\">Ở đâu</th></tr></thead><tbody>\n{rows}</tbody></table>"
        ),
    )
}

fn wide(label: &str, table: &str) -> String {
    format!("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">{table}</div>\n")
}

/// The statuses of one operation; what those mean that every address may answer stands once, below.
fn statuses(said: &Value) -> String {
    let all = said["responses"].as_object().into_iter().flatten();
    let (mut own, mut general) = (String::new(), Vec::new());
    for (status, response) in all {
        match response["description"].as_str() {
            Some(told) => {
                let media = response["content"].as_object().into_iter().flatten();
                let media: Vec<String> = media
                    .map(|(media, _)| format!("<code>{}</code>", escaped(media)))
                    .collect();
                own += &format!(
                    "<li><code>{status}</code> {}<br><span lang=\"en\">{}</span> {}</li>\n",
                    status_words(status),
                    english(told),
                    media.join(" ")
                );
            }
            None => general.push(format!("<a href=\"#status-{status}\">{status}</a>")),
        }
    }
    format!(
        "<p><strong>Trả lời:</strong></p>\n<ul>\n{own}<li>Có thể là: {}</li>\n</ul>\n",
        general.join(", ")
    )
}

fn examples(one: &Operation<'_>) -> String {
    let said = one.said;
    let of = |content: &Value| -> Option<Value> {
        let mut all = content.as_object()?.values();
        all.find_map(|one| one.get("example").cloned())
    };
    let sent = of(&said["requestBody"]["content"]);
    let responses = said["responses"].as_object().into_iter().flatten();
    let told = responses
        .filter(|(status, _)| status.starts_with('2'))
        .find_map(|(status, response)| Some((status, of(&response["content"])?)));
    let mut shown = String::new();
    for (name, what) in [("Gửi đi", sent), ("Trả về", told.map(|(_, told)| told))] {
        if let Some(what) = what {
            shown += &format!(
                "<p>{name}:</p>\n<pre tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><code>{}</code></pre>\n",
                lines(&text_of(&what))
            );
        }
    }
    if shown.is_empty() {
        return shown;
    }
    let name = title_of(said["operationId"].as_str().unwrap_or_default()).unwrap_or_default();
    format!("<details>\n<summary>Ví dụ <span class=\"of\">({name})</span></summary>\n{shown}</details>\n")
}

/// Text of the document, where names stand between backticks.
fn english(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escaped).collect();
    // An odd number of backticks pairs none.
    if parts.len().is_multiple_of(2) {
        return parts.join("`");
    }
    let marked = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => part.clone(),
        _ => format!("<code>{part}</code>"),
    });
    marked.collect()
}

/// Text whose lines stay lines.
fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("\n")
}

fn text_of(example: &Value) -> String {
    let text = match example {
        Value::String(text) => text.clone(),
        other => serde_json::to_string_pretty(other).unwrap_or_default(),
    };
    match text.char_indices().nth(LONGEST_EXAMPLE) {
        Some((end, _)) => format!("{}\n...", &text[..end]),
        None => text,
    }
}

/// Every status that any operation may answer.
fn statuses_of_all(document: &Value, all: &[Operation<'_>]) -> String {
    let listed = all.iter().filter_map(|one| one.said["responses"].as_object());
    let listed: BTreeSet<&String> = listed.flat_map(|responses| responses.keys()).collect();
    let shared = document["components"]["responses"].as_object();
    let told = |status: &str| {
        let place = all
            .iter()
            .find_map(|one| one.said["responses"][status]["$ref"].as_str())?;
        shared?.get(place.rsplit('/').next()?)?["description"].as_str()
    };
    let rows: String = listed
        .into_iter()
        .map(|status| {
            format!(
                "<tr><th scope=\"row\" id=\"status-{status}\">{status}</th><td>{}</td><td lang=\"en\">{}</td></tr>\n",
                status_words(status),
                english(told(status).unwrap_or_else(|| words_of(status.parse().unwrap_or_default())))
            )
        })
        .collect();
    format!(
        "<section aria-labelledby=\"statuses\">\n<h2 id=\"statuses\">Mã trả lời</h2>\n{}</section>\n",
        wide(
            "Mã trả lời",
            &format!(
                "<table><caption>Mã trạng thái HTTP</caption><thead><tr><th scope=\"col\">Mã</th><th scope=\"col\">Ý nghĩa</th><th \
                 scope=\"col\" lang=\"en\">Meaning</th></tr></thead><tbody>\n{rows}</tbody></table>"
            )
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::openapi;

    #[test]
    fn every_operation_group_and_status_has_vietnamese_words() {
        let document = serde_json::to_value(openapi()).expect("JSON");
        let all = operations(&document);
        for one in &all {
            let id = one.said["operationId"].as_str().expect("an id");
            assert!(title_of(id).is_some(), "{id}");
            let tag = one.said["tags"][0].as_str().expect("a tag");
            assert!(GROUPS.iter().any(|(known, _)| *known == tag), "{tag}");
            for status in one.said["responses"].as_object().expect("responses").keys() {
                assert_ne!(status_words(status), "", "{id} {status}");
            }
        }
        let page = page(&document);
        assert!(
            !page.contains("<td lang=\"en\"></td>"),
            "every status has a meaning in English"
        );
        assert!(
            page.contains("<pre tabindex=\"0\" role=\"region\" aria-label=\"Trả về\"><code>{\n  &quot;"),
            "lines stay lines"
        );
        for one in &all {
            let address = format!(
                "<p class=\"address\"><code>{} {}</code>",
                one.method.to_uppercase(),
                escaped(one.path)
            );
            assert_eq!(page.matches(&address).count(), 1, "{address}");
        }
        assert!(page.find("<h1>Hướng dẫn").is_some() && !page.contains("<script") && !page.contains("style=\""));
        // Every link into the page leads somewhere.
        for link in page.split("href=\"#").skip(1) {
            let id = link.split('"').next().expect("a name");
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        }
    }
}
