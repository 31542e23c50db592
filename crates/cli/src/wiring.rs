//! Which part stands behind which port; keys and folders made ready.

use crate::config::Config;
use anyhow::{Context, bail};
use app::ports::{Clock, Random};
use app::{App, Mode, Parts};
use content::{Content, Severity};
use integrations::clock::MachineClock;
use integrations::digital_post::{DigitalPost, Endpoint, FolderOutbox, Sender, Way, endpoint};
use integrations::folder_log::FolderLog;
use integrations::random::MachineRandom;
use std::path::Path;
use std::sync::Arc;

use store::{BackupNeeded, Damaged, Durability, Keys, LastStop, Opening, Options, Store, Upgrade};

/// What a data folder holds; written once, and never the other afterwards (K-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// A real municipality.
    Real,
    /// The demo town.
    Demo,
}

impl Folder {
    fn word(self) -> &'static str {
        match self {
            Folder::Real => "real",
            Folder::Demo => "demo",
        }
    }
}

/// Makes the folder, or refuses one that holds the other kind of data.
pub fn claim(data: &Path, wanted: Folder) -> anyhow::Result<()> {
    std::fs::create_dir_all(data).with_context(|| format!("mappen {} kan ikke laves", data.display()))?;
    let mark = data.join("tovholder-data");
    match std::fs::read_to_string(&mark) {
        Ok(held) if held.trim() == wanted.word() => Ok(()),
        Ok(_) if wanted == Folder::Real => {
            bail!("{} er en demomappe. Vælg en anden mappe med --data.", data.display())
        }
        Ok(_) => bail!("{} holder rigtige data. Demobyen skal have sin egen mappe: --data DIR.", data.display()),
        Err(_) if wanted == Folder::Demo && data.join("tovholder.db").exists() => {
            bail!("{} holder data, der ikke er demodata. Vælg en anden mappe med --data.", data.display())
        }
        Err(_) => std::fs::write(&mark, wanted.word()).context("mappen kan ikke skrives i"),
    }
}

/// The content: a folder's, which must be without errors, or what the program was built with.
pub fn load_content(folder: Option<&Path>) -> anyhow::Result<Content> {
    let Some(folder) = folder else { return Ok(Content::shipped()) };
    let (content, mistakes) =
        Content::from_dir(folder).with_context(|| format!("mappen {} kan ikke læses", folder.display()))?;
    let errors: Vec<String> =
        mistakes.iter().filter(|m| m.severity == Severity::Error).map(ToString::to_string).collect();
    if !errors.is_empty() {
        bail!("indholdet i {} har fejl:\n{}", folder.display(), errors.join("\n"));
    }
    Ok(content)
}

/// The keys of a data folder, made at the first start and only then: a key that is gone is never silently replaced.
pub fn keys(config: &Config) -> anyhow::Result<Keys> {
    let seal = config.seal_key_file.clone().unwrap_or_else(|| config.data.join("seal.key"));
    let lookup = config.lookup_key_file.clone().unwrap_or_else(|| config.data.join("lookup.key"));
    let fresh = !config.data.join("tovholder.db").exists() && config.database_url.is_none();
    Ok(Keys { seal: key(&seal, fresh)?, lookup: key(&lookup, fresh)? })
}

fn key(file: &Path, fresh: bool) -> anyhow::Result<[u8; 32]> {
    if !file.exists() {
        if !fresh {
            bail!(
                "nøglen {} mangler. Læg den tilbage fra jeres kopi, eller lav en ny med: tovholder keys (kun til en ny base).",
                file.display()
            );
        }
        make_key(file)?;
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("nøglen {} kan ikke læses", file.display()))?;
    read_key(text.trim()).with_context(|| format!("{} er ikke en nøgle på 64 hexadecimale tegn", file.display()))
}

/// Makes a new key in a file that only its owner may read.
pub fn make_key(file: &Path) -> anyhow::Result<()> {
    let mut bytes = [0; 32];
    MachineRandom.fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file_handle = options.open(file).with_context(|| format!("nøglen {} kan ikke laves", file.display()))?;
    std::io::Write::write_all(&mut file_handle, text.as_bytes()).context("nøglen kan ikke skrives")
}

fn read_key(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// Digital Post in the municipality's name, by the way the settings choose.
fn digital_post(config: &Config, content: &Content) -> anyhow::Result<DigitalPost> {
    let sender = Sender { cvr: content.municipality.cvr.clone(), name: content.municipality.name.clone() };
    let Some(address) = &config.digital_post_url else {
        return Ok(DigitalPost::new(sender, Way::Folder(FolderOutbox::new(config.post_folder()))));
    };
    let read = |file: &Option<std::path::PathBuf>| match file {
        None => Ok(None),
        Some(file) => std::fs::read(file).map(Some).with_context(|| format!("filen {} kan ikke læses", file.display())),
    };
    let token = read(&config.digital_post_token_file)?.map(String::from_utf8).transpose();
    let access = endpoint::Access {
        token: token.context("nøglen til Digital Post er ikke en tekst")?,
        identity: read(&config.digital_post_identity_file)?,
        authorities: read(&config.digital_post_ca_file)?,
    };
    let endpoint = Endpoint::new(address, access).context(
        "Digital Post kan ikke sættes op. Adressen skal være https (http kun på maskinen selv), og certifikater i PEM",
    )?;
    Ok(DigitalPost::new(sender, Way::Endpoint(endpoint)))
}

/// A real installation: the machine's clock and chance, Digital Post by folder or address, paper by the office.
pub async fn real(config: &Config, last_stop: LastStop) -> anyhow::Result<App> {
    claim(&config.data, Folder::Real)?;
    let options = Options { url: config.url(), keys: keys(config)?, durability: Durability::Durable };
    let clock: Arc<dyn Clock> = Arc::new(MachineClock);
    let content = load_content(config.content.as_deref())?;
    let upgrade = Upgrade { at: clock.now(), backed_up_before: config.backup_before_schema };
    Ok(App::new(Parts {
        store: open(&options, upgrade, last_stop).await?,
        press: letters::Press::new().context("skrifttyperne til brevene kan ikke læses")?,
        post_box: Arc::new(digital_post(config, &content)?),
        content,
        second_place: Arc::new(FolderLog::new(config.audit_heads_folder())),
        clock,
        random: Arc::new(MachineRandom),
        mode: Mode::Real,
    }))
}

/// Opens the database, and says what to do where it may not be opened.
pub async fn open(options: &Options, upgrade: Upgrade, last_stop: LastStop) -> anyhow::Result<Store> {
    let opening = Opening { upgrade: Some(upgrade), last_stop };
    Store::open_with(options, &opening).await.map_err(|error| {
        if error.downcast_ref::<Damaged>().is_some() {
            return error.context(
                "Databasen er beskadiget, og systemet starter ikke på den. Lad alle filer ligge, som de er, og tag en \
                 kopi af dem. Læg den seneste sikkerhedskopi i stedet, og start igen; se docs/running.md, afsnit 5",
            );
        }
        match error.downcast_ref::<BackupNeeded>().copied() {
            Some(BackupNeeded { from, to }) => error.context(format!(
                "Databasen har skema {from}, og programmet skal bringe den til skema {to}. Tag en sikkerhedskopi \
                 (docs/running.md, afsnit 5), og start med --backup-before-schema {to}",
            )),
            None => error,
        }
    })
}
