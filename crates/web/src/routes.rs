//! The route table: every route is registered here with what it needs, so that nothing is served that is not guarded,
//! and a test can walk every route as every role.

use crate::Web;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use domain::access::{Action, Object};

/// What a route asks of who comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: sign-in, static files, health.
    Nobody,
    /// A session, and a right to this act on this kind of thing. Whether *this* case may be seen is asked by the act.
    Right(Action, Object),
}

/// How a route takes its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// None.
    Nothing,
    /// An ordinary form, or JSON under `/api/`.
    Form,
    /// A form with a file.
    Upload,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path as a template: `/sager/{id}`.
    pub path: &'static str,
    /// What it needs.
    pub needs: Needs,
    /// How it takes its body.
    pub takes: Takes,
}

impl Route {
    /// Most bytes of a body (W-5).
    pub fn limit(&self) -> usize {
        match self.takes {
            Takes::Nothing => 16 * 1024,
            Takes::Form => 1024 * 1024,
            // The files and a little for the fields beside them.
            Takes::Upload => {
                usize::try_from(domain::document::MAX_SUBMISSION).unwrap_or(usize::MAX).saturating_add(1024 * 1024)
            }
        }
    }

    /// Whether it answers in JSON.
    pub fn is_api(&self) -> bool {
        self.path.starts_with("/api/")
    }
}

/// Routes with the table of them. A feature builds one; `web` merges them.
pub struct Routes {
    router: Router<Web>,
    table: Vec<Route>,
}

impl Default for Routes {
    fn default() -> Self {
        Self::new()
    }
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }

    /// A page. Changes nothing but the audit log (W-4).
    pub fn get<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let route = Route { method: Method::GET, path, needs, takes: Takes::Nothing };
        self.add(route, on(MethodFilter::GET, handler))
    }

    /// An act sent by a form, or as JSON under `/api/`.
    pub fn post<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let route = Route { method: Method::POST, path, needs, takes: Takes::Form };
        self.add(route, on(MethodFilter::POST, handler))
    }

    /// An act sent by a form with a file; the handler takes [`crate::form::Upload`].
    pub fn upload<H, T>(self, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let route = Route { method: Method::POST, path, needs, takes: Takes::Upload };
        self.add(route, on(MethodFilter::POST, handler))
    }

    /// Any other method, for the API.
    pub fn method<H, T>(self, method: Method, path: &'static str, needs: Needs, handler: H) -> Self
    where
        H: Handler<T, Web>,
        T: 'static,
    {
        let filter = match method {
            Method::PUT => MethodFilter::PUT,
            Method::PATCH => MethodFilter::PATCH,
            Method::DELETE => MethodFilter::DELETE,
            Method::POST => MethodFilter::POST,
            _ => MethodFilter::GET,
        };
        let takes = if filter == MethodFilter::GET { Takes::Nothing } else { Takes::Form };
        self.add(Route { method, path, needs, takes }, on(filter, handler))
    }

    fn add(mut self, route: Route, serves: MethodRouter<Web>) -> Self {
        self.router = self.router.route(route.path, serves);
        self.table.push(route);
        self
    }

    /// Both together.
    pub fn merge(mut self, other: Routes) -> Self {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The table.
    pub fn table(&self) -> &[Route] {
        &self.table
    }

    /// The router and the table.
    pub(crate) fn into_parts(self) -> (Router<Web>, Vec<Route>) {
        (self.router, self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_that_is_not_for_everybody_has_a_line_in_the_policy() {
        for route in crate::table() {
            let Needs::Right(action, object) = route.needs else { continue };
            let known = domain::access::policy().iter().any(|line| line.action == action && line.object == object);
            assert!(known, "{} {}: nobody may {action:?} {object:?}", route.method, route.path);
        }
    }

    #[test]
    fn only_the_door_is_open_to_everybody() {
        let open: Vec<String> = crate::table()
            .iter()
            .filter(|route| route.needs == Needs::Nobody)
            .map(|route| format!("{} {}", route.method, route.path))
            .collect();
        assert_eq!(
            open,
            [
                "GET /static/{version}/{*path}",
                "GET /sundhed",
                "POST /csp-rapport",
                "GET /log-ind",
                "POST /log-ind",
                "POST /log-ind/demo",
                // What the municipality gives whom, for everybody to read.
                "GET /servicestandarder",
                "GET /servicestandarder/{id}",
                "GET /servicestandarder/{id}/pdf",
                // A calendar cannot sign in: the address itself is the key, and opens hours and case numbers alone.
                "GET /kalender/{file}",
                // Whether a kit on a lost device is to be wiped; whoever holds the device has no session.
                "GET /feltsaet/spaerret/{kit}",
            ]
        );
    }
}
