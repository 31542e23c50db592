//! The random sources: the machine's, and one that begins from a seed so that the demo town is the same every time.

use app::ports::Random;
use sha2::{Digest, Sha256};
use std::sync::Mutex;

/// The operating system's random source.
pub struct MachineRandom;

impl Random for MachineRandom {
    fn fill(&self, bytes: &mut [u8]) {
        // Without random bytes there are no safe sessions: better to stop than to go on.
        #[expect(clippy::expect_used, reason = "the operating system's source does not fail after start")]
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// Bytes that follow from a seed: SHA-256 over seed and counter. For the demo town and tests only; never for secrets
/// of a real installation.
pub struct SeededRandom(Mutex<(u64, u64)>);

impl SeededRandom {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new((seed, 0)))
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for chunk in bytes.chunks_mut(32) {
            let (seed, counter) = *state;
            let mut hash = Sha256::new();
            hash.update(seed.to_be_bytes());
            hash.update(counter.to_be_bytes());
            for (to, from) in chunk.iter_mut().zip(hash.finalize()) {
                *to = from;
            }
            state.1 = counter.wrapping_add(1);
        }
    }
}
