//! Messages handed to an address, and their receipts asked for there.
//!
//! | Call | What |
//! | --- | --- |
//! | `PUT <address>/<id>` | the message, `application/xml`; the id makes a second call harmless |
//! | `GET <address>/<id>` | its receipt ([`super::receipt`]), or nothing yet |
//!
//! The municipality's own gateway stands at the address, with its certificates and agreements for Digital Post. Only this
//! one host is called; redirects are not followed, and an answer is read only so far (W-8). Outside the machine itself the
//! line is TLS, with certificates verified (W-10).

use super::receipt;
use anyhow::{Context, bail, ensure};
use app::ports::Answer;
use domain::ids::LetterId;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, Identity, Response, StatusCode, Url, redirect};
use std::time::Duration;

/// How long a call may take in all; a message may have 99.5 MB.
const LONGEST: Duration = Duration::from_secs(90);
/// How long it may take to be answered at all.
const CONNECTING: Duration = Duration::from_secs(10);

/// How the address is called.
#[derive(Clone, Default)]
pub struct Access {
    /// Sent as `Authorization: Bearer …`, if the gateway asks for it.
    pub token: Option<String>,
    /// Our certificate and its key in PEM, if the gateway asks who calls.
    pub identity: Option<Vec<u8>>,
    /// Certificates in PEM that the gateway's own is verified by, besides those the machine trusts.
    pub authorities: Option<Vec<u8>>,
}

/// An address that takes messages.
pub struct Endpoint {
    client: Client,
    address: Url,
}

/// Says which cryptography TLS uses: the one the database driver brings. Called before any client is made; calling it
/// again changes nothing.
pub fn ready_tls() {
    // An error only says that it was said before.
    let _said_before = rustls::crypto::ring::default_provider().install_default();
}

impl Endpoint {
    /// At this address.
    ///
    /// # Errors
    /// When it is no `https` address (`http` on the machine itself), or what it is called with cannot be read.
    pub fn new(address: &str, access: Access) -> anyhow::Result<Self> {
        let address: Url = address.parse().context("the address of Digital Post is not an address")?;
        ensure!(is_private(&address), "the address of Digital Post must be https");
        ready_tls();
        let mut headers = HeaderMap::new();
        if let Some(token) = access.token {
            let mut value = HeaderValue::try_from(format!("Bearer {}", token.trim()))
                .context("the key to Digital Post has signs that cannot be sent")?;
            value.set_sensitive(true);
            headers.insert(AUTHORIZATION, value);
        }
        let mut client = Client::builder()
            .default_headers(headers)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECTING)
            .timeout(LONGEST);
        if let Some(pem) = access.identity {
            client = client.identity(Identity::from_pem(&pem).context("our certificate cannot be read")?);
        }
        if let Some(pem) = access.authorities {
            let all = Certificate::from_pem_bundle(&pem).context("the gateway's certificates cannot be read")?;
            client = client.tls_certs_merge(all);
        }
        Ok(Self { client: client.build().context("making the line to Digital Post")?, address })
    }

    /// Hands a message over. The gateway may answer at once what becomes of it.
    ///
    /// # Errors
    /// When it cannot be reached or is in trouble: it is tried again, under the same id.
    pub async fn hand_over(&self, message: LetterId, xml: Vec<u8>) -> anyhow::Result<Answer> {
        let call = self.client.put(self.of(message)?).header(CONTENT_TYPE, "application/xml");
        let answer = call.header(ACCEPT, "application/json").body(xml).send().await.map_err(unreachable)?;
        match answer.status() {
            StatusCode::OK | StatusCode::CREATED | StatusCode::ACCEPTED => said(answer, message).await,
            // Known already: what became of it is asked for.
            StatusCode::NO_CONTENT | StatusCode::CONFLICT => Ok(Answer::Accepted),
            StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNPROCESSABLE_ENTITY => {
                Ok(Answer::Refused)
            }
            status => bail!("Digital Post answered {}", status.as_u16()),
        }
    }

    /// Asks what has become of a message.
    ///
    /// # Errors
    /// When the gateway cannot be reached or is in trouble: it is asked again.
    pub async fn receipt(&self, message: LetterId) -> anyhow::Result<Answer> {
        let call = self.client.get(self.of(message)?).header(ACCEPT, "application/json");
        let answer = call.send().await.map_err(unreachable)?;
        match answer.status() {
            StatusCode::OK => said(answer, message).await,
            StatusCode::ACCEPTED | StatusCode::NO_CONTENT | StatusCode::NOT_FOUND => Ok(Answer::Accepted),
            status => bail!("Digital Post answered {}", status.as_u16()),
        }
    }

    fn of(&self, message: LetterId) -> anyhow::Result<Url> {
        let mut address = self.address.clone();
        let mut path = address.path_segments_mut().map_err(|()| anyhow::anyhow!("the address has no path"))?;
        path.pop_if_empty().push(&message.to_string());
        drop(path);
        Ok(address)
    }
}

/// The line is not read on its way: TLS, or it does not leave the machine.
fn is_private(address: &Url) -> bool {
    match (address.scheme(), address.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => host == "localhost" || host == "127.0.0.1" || host == "[::1]",
        _ => false,
    }
}

/// The error without the address, in which a gateway may keep a key.
fn unreachable(error: reqwest::Error) -> anyhow::Error {
    anyhow::Error::from(error.without_url()).context("Digital Post cannot be reached")
}

/// The receipt in an answer; accepted when it has none.
async fn said(mut answer: Response, message: LetterId) -> anyhow::Result<Answer> {
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&chunk);
        ensure!(bytes.len() <= receipt::MOST_BYTES, "the answer of Digital Post is too long");
    }
    if bytes.trim_ascii().is_empty() { Ok(Answer::Accepted) } else { receipt::read(&bytes, message) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
    use super::*;

    #[test]
    fn letters_leave_the_machine_only_under_tls() {
        let refused = |address: &str| Endpoint::new(address, Access::default()).is_err();
        assert!(refused("http://post.kommune.example/memo"));
        assert!(refused("http://127.0.0.1.kommune.example/memo"));
        assert!(refused("ftp://post.kommune.example/memo"));
        assert!(refused("post"));
        assert!(!refused("https://post.kommune.example/memo"));
        assert!(!refused("http://127.0.0.1:9999/memo/"));
    }

    #[test]
    fn the_id_is_the_last_part_of_the_path() {
        let message = LetterId(uuid::Uuid::from_u128(7));
        for address in ["https://post.kommune.example/memo", "https://post.kommune.example/memo/"] {
            let endpoint = Endpoint::new(address, Access::default()).unwrap();
            assert_eq!(endpoint.of(message).unwrap().as_str(), format!("https://post.kommune.example/memo/{message}"));
        }
    }
}
