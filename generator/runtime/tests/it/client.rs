//! A client as in generated code.

use crate::customers::Customers;
use crate::runtime::{Api, BuildError, Builder, Core, Credential, CustomRequest, Method, Secret};

#[derive(Debug, Clone)]
pub struct Client {
    pub(super) core: Core,
}

impl Client {
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new(&API)
    }

    pub fn with(
        &self,
        change: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, BuildError> {
        self.core.with(change)
    }

    pub fn request(&self, method: Method, path: impl AsRef<str>) -> CustomRequest {
        self.core.request(method, path)
    }

    pub fn customers(&self) -> Customers {
        Customers { core: self.core.clone() }
    }
}

impl From<Core> for Client {
    fn from(core: Core) -> Self {
        Self { core }
    }
}

pub type ClientBuilder = Builder<Client>;

impl ClientBuilder {
    /// The key for the scheme `SecretApiKey`.
    pub fn secret_api_key(self, key: impl Into<Secret>) -> Self {
        self.credential("SecretApiKey", Credential::api_key_header("REB-APIKEY", key))
    }

    /// The token for the scheme `JWT`.
    pub fn jwt(self, token: impl Into<Secret>) -> Self {
        self.credential("JWT", Credential::bearer(token))
    }

    /// User and password for the scheme `Basic`.
    pub fn basic(self, user: &str, password: impl Into<Secret>) -> Self {
        self.credential("Basic", Credential::basic(user, password))
    }

    /// The key for the scheme `QueryKey`.
    pub fn query_key(self, key: impl Into<Secret>) -> Self {
        self.credential("QueryKey", Credential::api_key_query("api_key", key))
    }
}

static API: Api = Api {
    user_agent: "customer-timeline/0.1.0",
    server: None,
    schemes: &["SecretApiKey", "JWT", "Basic", "QueryKey"],
};
