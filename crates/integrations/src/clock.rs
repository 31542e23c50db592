//! The clocks: the machine's, and one that stories turn by hand.

use app::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;

/// The machine's clock.
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands where it is put, and moves a second at each look so that order is kept.
pub struct TurnedClock(Mutex<Timestamp>);

impl TurnedClock {
    /// Put to an instant.
    pub fn at(instant: Timestamp) -> Self {
        Self(Mutex::new(instant))
    }

    /// Turned to another instant.
    pub fn turn_to(&self, instant: Timestamp) {
        *self.lock() = instant;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        // A panic while the clock was held leaves a good instant behind.
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        let mut instant = self.lock();
        let now = *instant;
        *instant = now.saturating_add(SignedDuration::from_millis(1)).unwrap_or(now);
        now
    }
}

/// A clock that runs with another from a chosen instant; the demo town turns to it when it is filled.
pub struct SwitchClock {
    turned: TurnedClock,
    running: std::sync::atomic::AtomicBool,
}

impl SwitchClock {
    /// Standing at an instant, until [`SwitchClock::run`].
    pub fn at(instant: Timestamp) -> Self {
        Self { turned: TurnedClock::at(instant), running: false.into() }
    }

    /// Turned to another instant.
    pub fn turn_to(&self, instant: Timestamp) {
        self.turned.turn_to(instant);
    }

    /// From now on the machine's clock.
    pub fn run(&self) {
        self.running.store(true, std::sync::atomic::Ordering::Release);
    }
}

impl Clock for SwitchClock {
    fn now(&self) -> Timestamp {
        if self.running.load(std::sync::atomic::Ordering::Acquire) { MachineClock.now() } else { self.turned.now() }
    }
}
