//! A second place for the ends of the log's days that a story can reach into, as one who can write there might.

use app::ports::SecondPlace;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// Texts by their names.
#[derive(Default)]
pub struct Shelf {
    texts: Mutex<BTreeMap<String, String>>,
}

impl Shelf {
    /// The names of what stands on it.
    pub fn names(&self) -> Vec<String> {
        self.texts.lock().unwrap().keys().cloned().collect()
    }

    /// What stands under a name.
    pub fn text(&self, name: &str) -> String {
        self.texts.lock().unwrap().get(name).cloned().unwrap_or_default()
    }

    /// Puts something else there, or takes it away.
    pub fn tamper(&self, name: &str, text: Option<&str>) {
        let mut texts = self.texts.lock().unwrap();
        texts.remove(name);
        if let Some(text) = text {
            texts.insert(name.to_string(), text.to_string());
        }
    }
}

#[async_trait::async_trait]
impl SecondPlace for Shelf {
    async fn keep(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let mut texts = self.texts.lock().unwrap();
        let there = texts.entry(name.to_string()).or_default();
        anyhow::ensure!(text.starts_with(there.as_str()), "another text stands there already");
        *there = text.to_string();
        Ok(())
    }

    async fn kept(&self) -> anyhow::Result<Vec<(String, String)>> {
        let texts = self.texts.lock().unwrap();
        Ok(texts.iter().map(|(name, text)| (name.clone(), text.clone())).collect())
    }
}
