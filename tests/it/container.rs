//! The image is built with what the sources ask for, and of nothing but sources.

const CONTAINERFILE: &str = include_str!("../../deploy/Containerfile");
const PACKAGE: &str = include_str!("../../web-map/package.json");
const CARGO: &str = include_str!("../../Cargo.toml");
const IGNORED: &str = include_str!("../../.dockerignore");

/// `20.19` as numbers, as far as there are any.
fn version(text: &str) -> Vec<u32> {
    let digits = text
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .next();
    let parts = digits.unwrap_or_default().split('.');
    parts.map_while(|part| part.parse().ok()).collect()
}

/// The version of an image that a stage is built on.
fn stage(image: &str) -> Vec<u32> {
    let line = CONTAINERFILE
        .lines()
        .find_map(|line| line.strip_prefix(&format!("FROM docker.io/library/{image}:")));
    version(line.unwrap_or_else(|| panic!("no stage is built on {image}")))
}

#[test]
fn the_containers_node_and_rust_are_no_older_than_the_sources_ask_for() {
    let package: serde_json::Value = serde_json::from_str(PACKAGE).expect("JSON");
    let engines = package["engines"]["node"].as_str().expect("a range");
    let wanted = version(engines.strip_prefix(">=").expect("at least a version"));
    let node = stage("node");
    assert!(
        wanted.len() > 1 && node >= wanted,
        "node {node:?}, the web map wants {engines}"
    );
    let cargo: toml::Table = toml::from_str(CARGO).expect("TOML");
    let wanted = cargo["package"]["rust-version"].as_str().expect("a version");
    assert!(
        stage("rust") >= version(wanted),
        "rust {:?}, Cargo.toml wants {wanted}",
        stage("rust")
    );
    // What a distribution calls Node is another version.
    for line in CONTAINERFILE.lines().filter(|line| line.contains("apt-get install")) {
        let packages: Vec<&str> = line.split_whitespace().collect();
        assert!(!packages.contains(&"nodejs") && !packages.contains(&"npm"), "{line}");
    }
}

#[test]
fn the_web_map_is_built_before_the_program_that_embeds_it_and_no_data_are_sent_to_the_build() {
    let at = |part: &str| {
        CONTAINERFILE
            .find(part)
            .unwrap_or_else(|| panic!("'{part}' is not in the Containerfile"))
    };
    assert!(at("npm run build") < at("COPY --from=web-map /src/web-map/dist web-map/dist"));
    assert!(at("COPY --from=web-map /src/web-map/dist web-map/dist") < at("cargo build --release --locked"));
    let ignored: Vec<&str> = IGNORED.lines().collect();
    for kept_back in [
        "target",
        "**/node_modules",
        "web-map/dist",
        "**/*.gpkg",
        "**/*.private.sqlite*",
        ".git",
        ".cache",
    ] {
        assert!(ignored.contains(&kept_back), "{kept_back}");
    }
}
