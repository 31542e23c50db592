//! The clocks: the machine's, and one that stories turn by hand.

use app::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

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

/// The demo town's clock: turned by hand while the town is filled, then running with the machine's, and so many days
/// ahead of it as have been turned.
pub struct DemoClock {
    turned: TurnedClock,
    running: AtomicBool,
    days_ahead: AtomicI32,
}

impl DemoClock {
    /// Standing at an instant, until [`DemoClock::run`].
    pub fn at(instant: Timestamp) -> Self {
        Self { turned: TurnedClock::at(instant), running: AtomicBool::new(false), days_ahead: AtomicI32::new(0) }
    }

    /// Turned to another instant, while it stands.
    pub fn turn_to(&self, instant: Timestamp) {
        self.turned.turn_to(instant);
    }

    /// From now on it runs, so many days ahead of the machine's.
    pub fn run(&self, days_ahead: i32) {
        self.days_ahead.store(days_ahead, Ordering::Release);
        self.running.store(true, Ordering::Release);
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        if !self.running.load(Ordering::Acquire) {
            return self.turned.now();
        }
        let hours = i64::from(self.days_ahead.load(Ordering::Acquire)).saturating_mul(24);
        let now = MachineClock.now();
        now.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(now)
    }

    fn turn_forward(&self, days: i32) -> bool {
        let running = self.running.load(Ordering::Acquire) && 0 < days;
        if running {
            self.days_ahead.fetch_add(days, Ordering::AcqRel);
        }
        running
    }
}
