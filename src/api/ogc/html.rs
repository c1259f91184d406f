//! The same documents as pages for people: headings, tables and links, without scripts.

use super::collections::CollectionId;
use super::features::Property;
use super::links::encoded;
use crate::report::escaped;
use serde_json::Value;

/// A page about a document: its texts, its lists of objects as tables, its links.
///
/// `crumbs`: address and words of the pages above, from the top.
pub fn page(title: &str, crumbs: &[(String, String)], document: &Value) -> String {
    let mut body = String::new();
    if document["demo"] == true {
        body += "<p class=\"demo\" role=\"note\">Dữ liệu minh họa.</p>\n";
    }
    if let Some(text) = document["description"].as_str() {
        body += &format!("<p>{}</p>\n", escaped(text));
    }
    if let Some(matched) = document["numberMatched"].as_u64() {
        let returned = document["numberReturned"].as_u64().unwrap_or(0);
        body += &format!("<p>Có {matched} đối tượng; trang này có {returned}.</p>\n");
    }
    body += &pager(document);
    body += &collections(document);
    body += &features(document);
    if document["features"].is_array() {
        body += &pager(document);
    }
    if document["type"] == "Feature" {
        body += &properties(document);
    }
    body += &conformance(document);
    body += &paths(document);
    body += &links(document);
    let crumbs: String = crumbs
        .iter()
        .map(|(path, words)| format!("<li><a href=\"{}\">{}</a></li>", escaped(path), escaped(words)))
        .collect();
    let title = escaped(title);
    format!(
        "<!doctype html>\n<html lang=\"vi\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title} - Gần Dân</title>\n<link rel=\"stylesheet\" \
         href=\"/ogc/style.css\">\n</head>\n<body>\n<header><p><a href=\"/ogc?f=html\">Gần Dân · Dữ liệu mở</a></p>\n\
         <nav aria-label=\"Vị trí trang\"><ul>{crumbs}</ul></nav></header>\n\
         <main>\n<h1>{title}</h1>\n{body}</main>\n<footer><p>Tổng đài 1022 hoặc 19001009.</p></footer>\n</body>\n</html>\n"
    )
}

fn collections(document: &Value) -> String {
    let Some(list) = document["collections"].as_array() else {
        return String::new();
    };
    let rows: String = list
        .iter()
        .map(|one| {
            let text = |name: &str| escaped(one[name].as_str().unwrap_or_default());
            let id = text("id");
            format!(
                "<tr><th scope=\"row\"><a href=\"/ogc/collections/{id}?f=html\">{}</a></th><td>{}</td>\
                 <td><a href=\"/ogc/collections/{id}/items?f=html\">Xem dữ liệu</a></td></tr>\n",
                text("title"),
                text("description")
            )
        })
        .collect();
    format!(
        "<table><caption>Các tập dữ liệu</caption><thead><tr><th scope=\"col\">Tên</th><th scope=\"col\">Mô tả</th>\
         <th scope=\"col\">Dữ liệu</th></tr></thead><tbody>\n{rows}</tbody></table>\n"
    )
}

/// Features as rows, one column a property.
fn features(document: &Value) -> String {
    let (Some(list), Some(collection)) = (document["features"].as_array(), collection_of(document)) else {
        return String::new();
    };
    if list.is_empty() {
        return "<p>Không có đối tượng nào phù hợp.</p>\n".to_owned();
    }
    // In the order in which the collection tells them, not in that of the alphabet.
    let names: Vec<&str> = properties_of(&collection)
        .iter()
        .map(|property| property.name)
        .collect();
    let head: String = names
        .iter()
        .map(|name| format!("<th scope=\"col\">{}</th>", words_for(&collection, name)))
        .collect();
    let row = |feature: &Value| {
        let id = feature["id"].as_str().unwrap_or_default();
        let cells: String = names.iter().map(|name| cell(&feature["properties"][*name])).collect();
        format!(
            "<tr><th scope=\"row\"><a href=\"{collection}/items/{}?f=html\">{}</a></th>{cells}</tr>\n",
            encoded(id),
            escaped(id)
        )
    };
    let rows: String = list.iter().map(row).collect();
    format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Bảng dữ liệu\"><table><caption>Dữ liệu</caption>\
         <thead><tr><th scope=\"col\">id</th>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    )
}

fn collection_of(document: &Value) -> Option<String> {
    let links = document["links"].as_array()?;
    let link = links.iter().find(|link| link["rel"] == "collection")?;
    let href = link["href"].as_str()?;
    Some(escaped(&href[href.find("/ogc/")?..]))
}

fn properties_of(collection_path: &str) -> &'static [Property] {
    let code = collection_path.rsplit('/').next().unwrap_or_default();
    CollectionId::from_code(code)
        .map(CollectionId::properties)
        .unwrap_or_default()
}

/// The Vietnamese words for a property, with its name, by which filters call it.
fn words_for(collection_path: &str, name: &str) -> String {
    let known = properties_of(collection_path)
        .iter()
        .find(|property| property.name == name);
    let words = known.map_or(String::new(), |property| format!("{} ", escaped(property.vietnamese)));
    format!("{words}<code>{}</code>", escaped(name))
}

fn properties(document: &Value) -> String {
    let told = &document["properties"];
    let collection = collection_of(document).unwrap_or_default();
    let rows: String = properties_of(&collection)
        .iter()
        .map(|property| {
            format!(
                "<tr><th scope=\"row\">{}</th>{}</tr>\n",
                words_for(&collection, property.name),
                cell(&told[property.name])
            )
        })
        .collect();
    let place = match &document["geometry"] {
        Value::Object(geometry) if geometry["type"] == "Point" => geometry["coordinates"].to_string(),
        Value::Object(geometry) => geometry["type"].as_str().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    format!(
        "<table><caption>Thuộc tính</caption><tbody>\n{rows}<tr><th scope=\"row\">Vị trí <code>geometry</code></th><td>{}</td></tr>\n\
         </tbody></table>\n",
        escaped(&place)
    )
}

fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => escaped(text),
        Value::Bool(true) => "có".to_owned(),
        Value::Bool(false) => "không".to_owned(),
        Value::Number(number) => return format!("<td class=\"number\">{number}</td>"),
        other => escaped(&other.to_string()),
    };
    format!("<td>{text}</td>")
}

fn conformance(document: &Value) -> String {
    let Some(classes) = document["conformsTo"].as_array() else {
        return String::new();
    };
    let items: String = classes
        .iter()
        .filter_map(Value::as_str)
        .map(|class| format!("<li><code>{}</code></li>\n", escaped(class)))
        .collect();
    format!("<ul>\n{items}</ul>\n")
}

/// Of an OpenAPI document.
fn paths(document: &Value) -> String {
    let Some(paths) = document["paths"].as_object() else {
        return String::new();
    };
    let rows: String = paths
        .iter()
        .map(|(path, operations)| {
            let summary = operations["get"]["summary"].as_str().unwrap_or_default();
            format!(
                "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td></tr>\n",
                escaped(path),
                escaped(summary)
            )
        })
        .collect();
    format!("<table><caption>Các địa chỉ</caption><tbody>\n{rows}</tbody></table>\n")
}

/// Links to pages before and after, above the data.
fn pager(document: &Value) -> String {
    let pages: String = [("prev", "Trang trước"), ("next", "Trang sau")]
        .into_iter()
        .filter_map(|(rel, words)| {
            let link = document["links"].as_array()?.iter().find(|link| link["rel"] == rel)?;
            let href = link["href"].as_str()?.replacen("f=json", "f=html", 1);
            Some(format!(
                "<li><a rel=\"{rel}\" href=\"{}\">{words}</a></li>",
                escaped(&href)
            ))
        })
        .collect();
    if pages.is_empty() {
        return pages;
    }
    format!("<nav aria-label=\"Các trang\"><ul>{pages}</ul></nav>\n")
}

fn links(document: &Value) -> String {
    let Some(links) = document["links"].as_array() else {
        return String::new();
    };
    let items: String = links
        .iter()
        .filter_map(|link| {
            let (href, title) = (link["href"].as_str()?, link["title"].as_str()?);
            let media = link["type"].as_str().unwrap_or_default();
            Some(format!(
                "<li><a href=\"{}\">{}</a> ({})</li>\n",
                escaped(href),
                escaped(title),
                escaped(media)
            ))
        })
        .collect();
    format!("<h2>Liên kết</h2>\n<ul>\n{items}</ul>\n")
}
