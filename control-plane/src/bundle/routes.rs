//! `routes.toml` → the `routes` blob.
//!
//! A list of `[[route]]` with the fields of the blob's format; every field that the format does not know refuses the build.

use countersign_formats::{
    limits::ROUTES_MAX,
    routes::{Route, Routes},
};
use serde::Deserialize;
use toml::Spanned;

use super::{
    blobs,
    problem::{Problem, Source},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    token_epoch: u64,
    #[serde(default)]
    route: Vec<Spanned<Route>>,
}

/// Reads the file. Every route is also judged alone by the filter's own loader, so that a complaint has a line.
pub fn compile(source: &Source<'_>) -> Result<Routes, Vec<Problem>> {
    let file: File = source.toml().map_err(|problem| vec![problem])?;
    if file.route.is_empty() || file.route.len() > ROUTES_MAX {
        return Err(vec![
            source.problem(0, format!("expected 1 to {ROUTES_MAX} [[route]], found {}", file.route.len())),
        ]);
    }
    let mut problems = Vec::new();
    for route in &file.route {
        let alone = Routes { routes: vec![route.get_ref().clone()], token_epoch: 0 };
        if let Err(why) = blobs::load_routes(&alone) {
            problems.push(source.at(route.span(), why));
        }
    }
    let last = file.route.last().map_or(0..0, Spanned::span);
    let routes = Routes {
        routes: file.route.into_iter().map(Spanned::into_inner).collect(),
        token_epoch: file.token_epoch,
    };
    if problems.is_empty()
        && let Err(why) = blobs::load_routes(&routes)
    {
        problems.push(source.at(last, why));
    }
    if problems.is_empty() { Ok(routes) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use countersign_formats::routes::{CommitMode, IdentitySource};

    use super::*;

    fn compile(text: &str) -> Result<Routes, Vec<Problem>> {
        super::compile(&Source { name: "routes.toml", text })
    }

    #[test]
    fn routes_are_read() {
        let routes = compile(
            r#"
            [[route]]
            name = "support"
            path_prefix = "/support"
            strip_prefix = true
            identity = [{ source = "bearer" }, { source = "header", name = "x-identity" }]
            upstream = { header = "authorization", prefix = "Bearer ", env = "ROUTER_KEY" }
            commit = "async"
            models = [{ model = "gpt-*", provider = "openai" }]
            [[route]]
            name = "all"
            path_prefix = "/"
            identity = [{ source = "bearer" }]
            "#,
        )
        .unwrap()
        .routes;
        assert_eq!((routes[0].commit, routes[1].commit), (CommitMode::Async, CommitMode::Durable));
        assert_eq!(routes[0].identity[1], IdentitySource::Header { name: "x-identity".into() });
        assert_eq!(routes[0].models[0].provider, "openai");
    }

    #[test]
    fn mistakes_have_a_place() {
        let place = |text: &str| {
            let problem = compile(text).unwrap_err().remove(0);
            (problem.file, problem.line)
        };
        assert_eq!(place(""), ("routes.toml".into(), 1));
        assert_eq!(place("[[route]]\nname = \"a\"\npath_prefix = \"/\"\nidentity = []\ntypo = 1\n").1, 5);
        assert_eq!(place("[[route]]\nname = \"a\"\npath_prefix = \"/\"\nidentity = [\n").1, 4);
    }
}
