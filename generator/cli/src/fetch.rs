//! Fetches documents from the hosts that `--allow-remote` names.

use std::sync::OnceLock;
use std::time::Duration;

use oasmith::load::Fetched;
use ureq::Agent;
use ureq::http::header::LOCATION;

/// Time limit for one document.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Fetches one document: a GET without credentials and without following redirects. Proxies are
/// those of the environment.
///
/// # Errors
/// If there is no response, the status is not a success or a redirect, or the body has more than
/// `limit` bytes. The text is the reason.
pub fn fetch(url: &str, limit: u64) -> Result<Fetched, String> {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    let agent = AGENT.get_or_init(|| {
        let config = Agent::config_builder()
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false);
        config
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("oasmith/", env!("CARGO_PKG_VERSION")))
            .build()
            .new_agent()
    });
    let to_text = |error: ureq::Error| match error {
        ureq::Error::BodyExceedsLimit(_) => {
            format!("it is larger than {} MiB", limit / 1024 / 1024)
        }
        ureq::Error::Io(error) => error.to_string(),
        error => error.to_string(),
    };
    let mut response = agent.get(url).call().map_err(to_text)?;
    let status = response.status();
    if status.is_redirection()
        && let Some(location) = response.headers().get(LOCATION)
    {
        let location =
            location.to_str().map_err(|_| "it is redirected to an invalid URL".to_owned())?;
        return Ok(Fetched::Redirect(location.to_owned()));
    }
    if !status.is_success() {
        return Err(format!("the server responds with {status}"));
    }
    let bytes = response.body_mut().with_config().limit(limit).read_to_vec().map_err(to_text)?;
    Ok(Fetched::Document(bytes))
}
