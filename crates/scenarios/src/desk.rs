//! A member of staff at a browser.

use crate::browser::{Browser, File, Page};
use crate::html::Form;
use crate::town::{PASSWORD, Town};
use std::sync::atomic::Ordering;
use tokio::sync::Mutex;

/// A member of staff at a browser. Whoever comes back after a night signs in again.
pub struct Desk<'t> {
    /// The town.
    pub town: &'t Town,
    /// Sign-in name.
    pub username: &'static str,
    browser: Mutex<(u32, Browser)>,
}

impl<'t> Desk<'t> {
    /// Opens the door with name and password.
    pub async fn sign_in(town: &'t Town, username: &'static str) -> Desk<'t> {
        let browser = signed_in(town, username).await;
        Desk { town, username, browser: Mutex::new((town.nights.load(Ordering::Relaxed), browser)) }
    }

    /// The browser, signed in on this day. A copy keeps the cookies of now.
    pub async fn browser(&self) -> Browser {
        let mut kept = self.browser.lock().await;
        let nights = self.town.nights.load(Ordering::Relaxed);
        if kept.0 != nights {
            *kept = (nights, signed_in(self.town, self.username).await);
        }
        kept.1.clone()
    }

    async fn keep(&self, browser: Browser) {
        self.browser.lock().await.1 = browser;
    }

    /// Opens a page, and those it leads on to; whatever its status.
    pub async fn get(&self, path: &str) -> Page {
        let mut browser = self.browser().await;
        let page = browser.get(path).await;
        self.keep(browser).await;
        page
    }

    /// Opens a page that must be there.
    pub async fn opens(&self, path: &str) -> Page {
        self.get(path).await.shown()
    }

    /// Sends a form as it stands; answers the page it leads to, or the form again.
    pub async fn sends(&self, form: &Form) -> Page {
        let mut browser = self.browser().await;
        let page = browser.send(form).await;
        self.keep(browser).await;
        page
    }

    /// Sends a form with a file.
    pub async fn sends_file(&self, form: &Form, file: File<'_>) -> Page {
        let mut browser = self.browser().await;
        let page = browser.send_file(form, file).await;
        self.keep(browser).await;
        page
    }
}

async fn signed_in(town: &Town, username: &str) -> Browser {
    let mut browser = Browser::new(town.router());
    let form = browser.get("/log-ind").await.shown().form("/log-ind");
    let answer = browser.send_once(&form.with("navn", username).with("adgangskode", PASSWORD)).await;
    assert!(answer.status.is_redirection(), "{username} could not sign in: {}", answer.told());
    browser
}
