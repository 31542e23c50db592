//! Every setting of a running Tovholder, with its meaning and default: this file is the manual.
//!
//! Each can be given on the command line or in the environment; nothing else in the program reads either.

use clap::Args;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

/// Settings of `tovholder serve` and of the commands that open the same data.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// The data folder: keys, SQLite file, letters handed over. A demo folder is refused.
    #[arg(long, env = "TOVHOLDER_DATA", value_name = "DIR", default_value = "data")]
    pub data: PathBuf,

    /// The database: `sqlite:///path/file.db` or `postgres://user@host/name`. Default: `tovholder.db` in the data
    /// folder. A PostgreSQL password belongs in the address, and the address in the environment.
    #[arg(long, env = "TOVHOLDER_DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Where to listen. Behind a proxy that speaks TLS; plain HTTP is refused outside loopback (W-10) unless
    /// `--behind-tls-proxy` says that a proxy stands in front.
    #[arg(long, env = "TOVHOLDER_LISTEN", value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    /// A TLS proxy stands in front of an address that is not loopback.
    #[arg(long, env = "TOVHOLDER_BEHIND_TLS_PROXY")]
    pub behind_tls_proxy: bool,

    /// Addresses of proxies whose `X-Forwarded-For` is believed (W-9).
    #[arg(long, env = "TOVHOLDER_TRUSTED_PROXIES", value_name = "IP", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpAddr>,

    /// File with the key that seals CPR numbers, addresses and documents: 64 hexadecimal digits. Default: `seal.key` in
    /// the data folder, made at the first start. Keep a copy away from the database: without it the data is lost.
    #[arg(long, env = "TOVHOLDER_SEAL_KEY_FILE", value_name = "FILE")]
    pub seal_key_file: Option<PathBuf>,

    /// File with the key by which CPR numbers are found. Default: `lookup.key` in the data folder, made at the first
    /// start.
    #[arg(long, env = "TOVHOLDER_LOOKUP_KEY_FILE", value_name = "FILE")]
    pub lookup_key_file: Option<PathBuf>,

    /// Folder with the municipality's own procedures, letters and settings. Default: what the program was built with.
    #[arg(long, env = "TOVHOLDER_CONTENT", value_name = "DIR")]
    pub content: Option<PathBuf>,

    /// Folder that Digital Post is put out in as MeMo messages, one folder each, and its receipts are read from. Default:
    /// `post` in the data folder. Paper letters wait on the page "Til print" for the office.
    #[arg(long, env = "TOVHOLDER_POST", value_name = "DIR")]
    pub post: Option<PathBuf>,

    /// Address that takes Digital Post instead of the folder: `PUT <url>/<id>` with the message, `GET <url>/<id>` for its
    /// receipt. The municipality's own gateway, with its agreements and certificates; `https` outside loopback.
    #[arg(long, env = "TOVHOLDER_DIGITAL_POST_URL", value_name = "URL", hide_env_values = true)]
    pub digital_post_url: Option<String>,

    /// File with the key sent to that address as `Authorization: Bearer …`. Default: none.
    #[arg(long, env = "TOVHOLDER_DIGITAL_POST_TOKEN_FILE", value_name = "FILE", requires = "digital_post_url")]
    pub digital_post_token_file: Option<PathBuf>,

    /// File with our certificate and its key in PEM, for an address that asks who calls (mutual TLS). Default: none.
    #[arg(long, env = "TOVHOLDER_DIGITAL_POST_IDENTITY_FILE", value_name = "FILE", requires = "digital_post_url")]
    pub digital_post_identity_file: Option<PathBuf>,

    /// File with certificates in PEM that the address's own is verified by, besides those the machine trusts.
    #[arg(long, env = "TOVHOLDER_DIGITAL_POST_CA_FILE", value_name = "FILE", requires = "digital_post_url")]
    pub digital_post_ca_file: Option<PathBuf>,

    /// Folder where the end of each day of the audit log is kept, signed (L-3). Files are only added to it: choose one
    /// on another machine that this program can add to and not change. Default: `audit-heads` in the data folder, which
    /// keeps it outside the database and no further away.
    #[arg(long, env = "TOVHOLDER_AUDIT_HEADS", value_name = "DIR")]
    pub audit_heads: Option<PathBuf>,

    /// The schema before which a backup of the database was taken. A newer program changes a PostgreSQL database only
    /// when this names the schema it is about to bring it to; it tells the number when it refuses. An SQLite
    /// file is backed up by the program itself.
    #[arg(long, env = "TOVHOLDER_BACKUP_BEFORE_SCHEMA", value_name = "NUMBER")]
    pub backup_before_schema: Option<usize>,
}

impl Config {
    /// The address of the database.
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| sqlite(&self.data))
    }

    /// The folder letters are handed over in.
    pub fn post_folder(&self) -> PathBuf {
        self.post.clone().unwrap_or_else(|| self.data.join("post"))
    }

    /// The folder the ends of the log's days are kept in.
    pub fn audit_heads_folder(&self) -> PathBuf {
        self.audit_heads.clone().unwrap_or_else(|| audit_heads(&self.data))
    }

    /// The settings as they stand, one a line, with the password of a database address left out.
    pub fn shown(&self) -> String {
        let path = |path: &Option<PathBuf>| path.as_ref().map_or("(standard)".to_string(), |p| p.display().to_string());
        let proxies: Vec<String> = self.trusted_proxies.iter().map(ToString::to_string).collect();
        format!(
            "data               {}\ndatabase-url       {}\nlisten             {}\nbehind-tls-proxy   {}\n\
             trusted-proxies    {}\nseal-key-file      {}\nlookup-key-file    {}\ncontent            {}\n\
             post               {}\ndigital-post       {}\naudit-heads        {}\n",
            self.data.display(),
            masked(&self.url()),
            self.listen,
            self.behind_tls_proxy,
            proxies.join(","),
            path(&self.seal_key_file),
            path(&self.lookup_key_file),
            path(&self.content),
            self.post_folder().display(),
            self.digital_post_url.as_deref().map_or("(mappen)".to_string(), masked),
            self.audit_heads_folder().display(),
        )
    }
}

/// The SQLite file in a data folder.
pub fn sqlite(data: &std::path::Path) -> String {
    format!("sqlite://{}", data.join("tovholder.db").display())
}

/// The folder of the log's day ends in a data folder.
pub fn audit_heads(data: &std::path::Path) -> PathBuf {
    data.join("audit-heads")
}

/// An address without its password.
fn masked(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((before, host))) => {
            let user = before.rsplit('/').next().unwrap_or_default().split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:****@{host}")
        }
        _ => url.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_password_is_not_shown() {
        assert_eq!(masked("postgres://tov:hemmelig@db/tov"), "postgres://tov:****@db/tov");
        assert_eq!(masked("sqlite:///data/tovholder.db"), "sqlite:///data/tovholder.db");
    }
}
