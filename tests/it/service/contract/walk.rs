//! A service on a workspace of its own, with an account of every role, and the questions that are asked one after another.

use super::examples::Examples;
use super::{document, faults, is_json, served};
use crate::service::accounts::PASSWORD;
use crate::service::fixture::{Reply, review, send, town};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use chrono::Utc;
use gandan::api::{CookieSecurity, Service, Site};
use gandan::auth::{By, NewAccount, PrivateFile, Role};
use gandan::model::FacilityKind;
use gandan::planner::jobs::{Lane, NewJob, Work};
use gandan::planner::kept_work::NothingKept;
use gandan::planner::{Scenarios, Snapshot};
use gandan::store::{Overwrite, Workspace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

pub struct Walk {
    _folder: tempfile::TempDir,
    service: Service,
    private: Arc<PrivateFile>,
    document: Value,
    sessions: Mutex<BTreeMap<Role, (String, String)>>,
    pub examples: Examples,
    pub wrong: Vec<String>,
}

impl Walk {
    pub fn open() -> Walk {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("town.gpkg");
        let mut data = town();
        for point in data
            .facilities
            .iter_mut()
            .filter(|point| point.kind == FacilityKind::Agent)
        {
            point.operator = Some("BIDV".to_owned());
        }
        Workspace::create(&path, &data, Overwrite::Refuse).expect("written");
        let private = Arc::new(PrivateFile::in_memory().expect("a file"));
        for role in Role::ALL {
            let scope = match role {
                Role::Operator => Some("BIDV".to_owned()),
                Role::Commune => Some("00001".to_owned()),
                _ => None,
            };
            let new = NewAccount {
                login: role.code().into(),
                name: role.name_vi().into(),
                role,
                scope,
            };
            let by = By {
                account: "cli:root",
                at: Utc::now(),
            };
            private.add_account(&new, PASSWORD, by).expect("made");
        }
        let snapshot = Arc::new(Snapshot::build(data, Some(review())));
        let site = Site {
            cookies: CookieSecurity::AlsoLoopbackHttp,
            ..Site::default()
        };
        let service = Service::with_accounts(snapshot, Arc::clone(&private), site);
        service.hold_scenarios(Arc::new(Scenarios::new(path, Box::new(NothingKept))));
        Walk {
            _folder: folder,
            service,
            private,
            document: document(),
            sessions: Mutex::default(),
            examples: Examples::default(),
            wrong: Vec::new(),
        }
    }

    pub fn router(&self) -> Router {
        served(&self.service)
    }

    /// Puts a job into the lane of reviews.
    pub fn occupy(&self, work: Work) {
        let job = NewJob {
            kind: "curve",
            lane: Lane::Minutes,
            settings: "{}".into(),
            snapshot_id: self.service.view().snapshot.id().to_owned(),
            work,
        };
        let Ok(queue) = self.service.jobs().queue() else {
            panic!("no queue");
        };
        queue.submit("planner", job).expect("taken");
    }

    /// Cookie and token of a role's session.
    pub fn session(&self, role: Role) -> (String, String) {
        let mut sessions = self.sessions.lock().expect("one at a time");
        let open = || {
            let opened = self.private.log_in(role.code(), PASSWORD, None, Utc::now());
            let opened = opened.expect("asked").expect("logged in");
            (format!("gandan_session={}", opened.token), opened.session.csrf_token)
        };
        sessions.entry(role).or_insert_with(open).clone()
    }

    pub fn get(&mut self, who: Option<Role>, path: &str, asked: &str) -> Reply {
        self.ask(who, "GET", path, asked, None, &Value::Null)
    }

    pub fn post(&mut self, who: Option<Role>, path: &str, asked: &str, sent: &Value) -> Reply {
        self.ask(who, "POST", path, asked, None, sent)
    }

    /// `path`: as in the document; `asked`: the address itself; `seen`: the version that was looked at.
    pub fn ask(
        &mut self,
        who: Option<Role>,
        method: &str,
        path: &str,
        asked: &str,
        seen: Option<u64>,
        sent: &Value,
    ) -> Reply {
        let body = match sent {
            Value::Null => None,
            sent => Some(("application/json", Bytes::from(sent.to_string()))),
        };
        self.ask_with(who, (method, path, asked), seen, body, sent)
    }

    /// As [`Walk::ask`], with a body of another kind: `shown` stands for it in the example.
    pub fn ask_with(
        &mut self,
        who: Option<Role>,
        (method, path, asked): (&str, &str, &str),
        seen: Option<u64>,
        body: Option<(&str, Bytes)>,
        shown: &Value,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(asked);
        if let Some(role) = who {
            let (cookie, csrf) = self.session(role);
            request = request.header("cookie", cookie).header("x-csrf-token", csrf);
        }
        if let Some(version) = seen {
            request = request.header("if-match", format!("\"{version}\""));
        }
        let body = match body {
            Some((kind, bytes)) => {
                request = request.header("content-type", kind);
                Body::from(bytes)
            }
            None => Body::empty(),
        };
        let reply = send(self.router(), request.body(body).expect("a request"));
        self.hold(method, path, asked, shown, &reply);
        reply
    }

    /// Holds an answer beside the document, and keeps it as an example.
    fn hold(&mut self, method: &str, path: &str, asked: &str, shown: &Value, reply: &Reply) {
        let status = reply.status.as_u16().to_string();
        let name = format!("{method} {path} {status}");
        if !reply.status.is_success() {
            // Shown where a later step fails on it.
            println!("{name} ({asked}): {}", String::from_utf8_lossy(&reply.body));
        }
        let operation = &self.document["paths"][path][method.to_lowercase()];
        let Some(told) = super::response(&self.document, operation, &status) else {
            let body = String::from_utf8_lossy(&reply.body[..reply.body.len().min(300)]);
            self.wrong
                .push(format!("{name}: not in the document ({asked}): {body}"));
            return;
        };
        let media = reply
            .header("content-type")
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        if reply.body.is_empty() {
            let is_empty_told = told.get("content").is_none();
            if !is_empty_told {
                self.wrong.push(format!("{name}: no body, but the document tells one"));
            }
            self.examples.keep(&name, asked, shown, &media, &Value::Null);
            return;
        }
        // A file of one of several kinds, by what was asked.
        let full = reply.header("content-type");
        let Some((media, content)) = [full, media.as_str()]
            .into_iter()
            .find_map(|media| Some((media.to_owned(), told["content"].get(media)?)))
        else {
            self.wrong.push(format!("{name}: {full} is not in the document"));
            return;
        };
        let value = if is_json(&media) {
            let value = reply.json();
            let found = faults(&self.document, &content["schema"], &value);
            self.wrong.extend(found.iter().map(|fault| format!("{name}: {fault}")));
            let sent_schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if reply.status.is_success() && sent_schema.is_object() {
                let found = faults(&self.document, sent_schema, shown);
                self.wrong
                    .extend(found.iter().map(|fault| format!("{name} body: {fault}")));
            }
            value
        } else {
            match std::str::from_utf8(&reply.body) {
                Ok(text) if media.starts_with("text/") && media != "text/html" => Value::String(text.to_owned()),
                _ => return,
            }
        };
        let is_shared_problem = content["schema"]["$ref"]
            .as_str()
            .is_some_and(|place| place.ends_with("/Problem"));
        if !is_shared_problem {
            self.examples.keep(&name, asked, shown, &media, &value);
        }
    }
}
